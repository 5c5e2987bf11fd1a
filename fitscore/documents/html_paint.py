"""Whether text is told from what it is painted on: inks, grounds, opacity, filters and blending.

Specifications: CSS Color 4 (opacity), Compositing and Blending 1, Filter Effects 1, CSS Text
Decoration 4 (shadows), CSS Backgrounds 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from fitscore.documents.contrast import RGB, is_told
from fitscore.documents.css_colours import UNKNOWN, Colour, colour, colour_of, over, painted
from fitscore.documents.css_edges import inner_shadows
from fitscore.documents.css_style import Style
from fitscore.documents.css_values import amount, by_comma, functions, length, tokens

WHITE: RGB = (255.0, 255.0, 255.0)
DARK: RGB = (18.0, 18.0, 18.0)  # what browsers paint under a dark page
_MOST_GROUNDS = 8  # colours of a gradient that are looked at
_MOST_BLUR = 0.25  # of the font size: the standard deviation that smears letters
_FARTHEST_SHADOW = 3.0  # times the font size
_FLAT, _GLARING = 0.05, 20.0  # brightness or contrast that leaves one colour
_STEM = 0.2  # of the font size: bold stems are thinner
_OPAQUE = 0.95  # alpha
_SMALL_GROUND = 0.5  # times the font size: no ground for a line
Effect = Callable[[RGB, RGB], RGB]


@dataclass(frozen=True, slots=True)
class Group:
    """What is painted as one picture and then put on the page.

    Attributes:
        effect: Its colour on the page from its own and from what lies below.
        below: What may lie below it; None where that is not known.
    """

    effect: Effect
    below: tuple[RGB, ...] | None


@dataclass(frozen=True, slots=True)
class Ground:
    """What text is painted on.

    Attributes:
        groups: Those around it, the outermost first.
        colours: Painted in the innermost group; empty where nothing is, None where not known.
        letters: Painted in the letters by `background-clip: text`; as `colours`.
        bare: What is there if no picture is, where a picture makes `colours` unknown.
    """

    groups: tuple[Group, ...] = ()
    colours: tuple[RGB, ...] | None = (WHITE,)
    letters: tuple[Colour, ...] | None = ()
    bare: tuple[RGB, ...] | None = None

    def below(self) -> tuple[RGB, ...] | None:
        """What is seen where nothing more is painted."""
        if self.colours is None or self.colours:
            return self.colours
        return self.groups[-1].below if self.groups else (WHITE,)


def on(
    ground: Ground, values: Mapping[str, str], style: Style, *, small: bool, root: bool = False
) -> Ground:
    """The ground inside an element.

    Args:
        ground: Outside it.
        values: Of the element.
        style: Of the element.
        small: Its box is too small to be the ground of a line.
        root: It is the page, whose paper is part of what a filter changes.
    """
    if not values:
        return ground
    effects = _effects(values)
    if effects is not None:
        below = ground.below()
        inside = below if root else ()
        ground = Ground((*ground.groups, Group(effects, below)), inside, ground.letters)
    layers = _with_edges(_layers(values, style), values, style)
    if layers is None or layers:
        if values.get("background-clip", "").lower() == "text":
            return Ground(ground.groups, ground.colours, layers)
        if small:
            return ground
        if layers is None:
            plain = _plain(values, style)
            below = ground.bare if ground.colours is None else ground.below()
            bare = below and tuple(over(plain, base) for base in below) if plain[3] >= 0 else None
            return Ground(ground.groups, None, (), bare)
        below = ground.below()
        if below is None:
            opaque = tuple(layer[:3] for layer in layers if layer[3] == 1)
            return Ground(ground.groups, opaque or None, (), None if opaque else ground.bare)
        mixed = [over(layer, base) for layer in layers for base in below]
        return Ground(ground.groups, tuple(dict.fromkeys(mixed))[:_MOST_GROUNDS], ())
    return ground


def is_opaque(values: Mapping[str, str], style: Style) -> bool:
    """Whether nothing is seen through an element's box."""
    layers = _layers(values, style)
    if _is_changed(values) or values.get("background-clip", "").lower() == "text":
        return False
    if layers is None:
        return _plain(values, style)[3] > _OPAQUE
    return bool(layers) and all(layer[3] > _OPAQUE for layer in layers)


def _with_edges(
    layers: tuple[Colour, ...] | None, values: Mapping[str, str], style: Style
) -> tuple[Colour, ...] | None:
    """Colours of a background with the inner shadows that lie on it."""
    if "inset" not in values.get("box-shadow", ""):
        return layers
    shadows = inner_shadows(values, style.size, style.colour)
    if shadows is None or (layers is None and shadows):
        return None
    for shadow in reversed(shadows):
        mixed = [(*over(shadow, layer[:3]), max(shadow[3], layer[3])) for layer in layers or ()]
        layers = tuple(mixed) or (shadow,)
    return layers


def _plain(values: Mapping[str, str], style: Style) -> Colour:
    """The colour that a background has beside its pictures."""
    plain = colour(values.get("background-color", "transparent"))
    if isinstance(plain, str):
        return style.colour
    return (0.0, 0.0, 0.0, 0.0) if plain is None else plain


def _layers(values: Mapping[str, str], style: Style) -> tuple[Colour, ...] | None:
    """Colours of an element's background; empty where it has none, None where not known."""
    image = values.get("background-image", "none")
    plain = _plain(values, style)
    if plain == UNKNOWN:
        return None
    base = () if plain[3] == 0 else (plain,)
    size = length(values.get("background-size", "auto").split(" ")[0], style.size, None)
    stops = painted(image, style.colour) if image.lower() != "none" else None
    if stops is None or (size is not None and size < _SMALL_GROUND * style.size):
        return base
    once = "no-repeat" in values.get("background-repeat", "") and "url(" in image.lower()
    if UNKNOWN in stops or (once and not _is_whole(values.get("background-size", "auto"))):
        return None
    if not base:
        return stops
    mixed = [(*over(stop, base[0][:3]), max(stop[3], base[0][3])) for stop in stops]
    return tuple(dict.fromkeys(mixed))


def _is_changed(values: Mapping[str, str]) -> bool:
    """Whether opacity, blending or a filter may let something be seen through a box."""
    alpha = length(values.get("opacity", "1"), 16.0, 1.0)
    blended = values.get("mix-blend-mode", "normal").lower() != "normal"
    names = {name for name, _ in functions(values.get("filter", "none"))}
    clear = names - _FILTERS.keys() - {"drop-shadow", "saturate", "hue-rotate"}
    return blended or bool(clear) or (alpha is not None and alpha < _OPAQUE)


def _is_whole(size: str) -> bool:
    """Whether a picture that is painted once is made as large as its box."""
    return size.lower() in {"cover", "100%", "100% 100%", "contain"}


def depends_on_picture(ground: Ground, style: Style) -> bool:
    """Whether letters that are told from their ground would not be if no picture were there."""
    if ground.colours is not None or ground.bare is None:
        return False
    return not legible(replace(ground, colours=ground.bare, bare=None), style)


def legible(ground: Ground, style: Style) -> bool:
    """Whether letters, their shadow or their outline are told from their ground."""
    inks: list[Colour] = [style.colour if style.fill is None else style.fill]
    width, outline = style.stroke
    if width > _STEM * style.size and outline[3] == 1 and not style.stroke_first:
        inks = []  # nothing is left of the letters but their outlines
    elif inks[0][3] < 1:
        if ground.letters is None:
            return True
        inks += ground.letters
    if width > 0:
        inks.append(outline)
    inks += _shadows(style)
    grounds = ground.colours if ground.colours != () else _fallback(ground)
    if UNKNOWN in inks:
        return True
    return any(_stands_out(ink, ground, grounds) for ink in dict.fromkeys(inks))


def _fallback(ground: Ground) -> tuple[RGB, ...] | None:
    return None if ground.groups and ground.groups[-1].below is None else ()


def _stands_out(ink: Colour, ground: Ground, grounds: tuple[RGB, ...] | None) -> bool:
    if ink[3] <= 0:
        return False
    if grounds is None:
        # On a picture: thin ink is not seen on any.
        return _on_unknown(ink, ground.groups)
    below = ground.below()
    if below is None:
        return _on_unknown(ink, ground.groups)
    pairs = [(over(ink, base), base) for base in below]
    bare = not grounds
    for group in reversed(ground.groups):
        if group.below is None:
            return any(_is_told(a, b) for a, b in pairs)
        if bare:  # nothing is painted in the group but the ink
            pairs = [
                (over((*group.effect(ink[:3], base), ink[3]), base), base) for base in group.below
            ]
        else:
            pairs = [
                (group.effect(a, base), group.effect(b, base))
                for a, b in pairs
                for base in group.below
            ]
        pairs = list(dict.fromkeys(pairs))[: _MOST_GROUNDS**2]
        bare = False
    return any(_is_told(a, b) for a, b in pairs)


@lru_cache(maxsize=4096)
def _is_told(one: RGB, other: RGB) -> bool:
    return is_told(one, other)


def _on_unknown(ink: Colour, groups: tuple[Group, ...]) -> bool:
    """Whether ink is seen on something: on black or on white."""
    if not groups and ink[3] == 1:
        return True
    for base in ((0.0, 0.0, 0.0), WHITE):
        seen = over(ink, base)
        for group in reversed(groups):
            seen = group.effect(seen, base)
        if _is_told(seen, base):
            return True
    return False


def _shadows(style: Style) -> list[Colour]:
    if style.shadow == "none":
        return []
    found: list[Colour] = []
    for part in by_comma(tokens(style.shadow)):
        lengths = [amount(t, style.size, None) for t in part if t.type in {"number", "dimension"}]
        named = [colour_of(t) for t in part if t.type in {"ident", "hash", "function"}]
        ink = next((c for c in named if c is not None), "currentcolor")
        far = [abs(value) > _FARTHEST_SHADOW * style.size for value in lengths if value is not None]
        if len(lengths) >= 2 and not any(far):
            found.append(style.colour if isinstance(ink, str) else ink)
    return found


def hides_backdrop(values: Mapping[str, str]) -> bool:
    """Whether what lies behind a box is blurred or brought to one colour (Filter Effects 2)."""
    name = next((n for n in ("backdrop-filter", "-webkit-backdrop-filter") if n in values), "")
    if not name:
        return False
    changed = [(n, amount(a[0], 16.0, 1.0) if a else None) for n, a in functions(values[name])]
    flat = any(
        share is not None and (share <= _FLAT or (n == "brightness" and share >= _GLARING))
        for n, share in changed
        if n in {"brightness", "contrast"}
    )
    return flat or is_smeared({"filter": values[name]}, Style())


def is_smeared(values: Mapping[str, str], style: Style) -> bool:
    """Whether a filter blurs letters until they cannot be read."""
    for name, arguments in functions(values.get("filter", "none")):
        if name == "blur" and arguments:
            radius = amount(arguments[0], style.size, None)
            if radius is not None and radius > _MOST_BLUR * style.size:
                return True
    return False


def _effects(values: Mapping[str, str]) -> Effect | None:
    """What opacity, filters and blending make of an element; None where they change nothing."""
    chain: list[Callable[[RGB], RGB]] = []
    alpha = length(values.get("opacity", "1"), 16.0, 1.0)
    alpha = 1.0 if alpha is None else min(1.0, max(0.0, alpha))
    for name, arguments in functions(values.get("filter", "none")):
        share = amount(arguments[0], 16.0, 1.0) if arguments else None
        if name == "opacity":
            alpha *= min(1.0, max(0.0, 1.0 if share is None else share))
        elif name in _FILTERS:
            strength = 1.0 if share is None else share
            chain.append(lambda c, f=_FILTERS[name], s=strength: f(c, s))  # type: ignore[misc]
    blend = _BLENDS.get(values.get("mix-blend-mode", "normal").lower())
    if alpha == 1 and not chain and blend is None:
        return None

    def effect(own: RGB, below: RGB) -> RGB:
        for change in chain:
            own = change(own)
        if blend is not None:
            r, g, b = (255 * blend(o / 255, d / 255) for o, d in zip(own, below, strict=True))
            own = (r, g, b)
        return over((*own, alpha), below)

    return effect


def _clipped(channels: list[float]) -> RGB:
    r, g, b = (min(255.0, max(0.0, channel)) for channel in channels)
    return (r, g, b)


def _greyed(c: RGB, share: float) -> RGB:
    grey = 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]
    share = min(1.0, share)
    return _clipped([(1 - share) * x + share * grey for x in c])


_FILTERS: dict[str, Callable[[RGB, float], RGB]] = {
    "brightness": lambda c, s: _clipped([s * x for x in c]),
    "contrast": lambda c, s: _clipped([s * (x - 127.5) + 127.5 for x in c]),
    "invert": lambda c, s: _clipped([x + min(1.0, s) * (255 - 2 * x) for x in c]),
    "grayscale": _greyed,
    "sepia": _greyed,
}
_BLENDS: dict[str, Callable[[float, float], float]] = {
    "multiply": lambda a, b: a * b,
    "screen": lambda a, b: a + b - a * b,
    "darken": min,
    "lighten": max,
    "difference": lambda a, b: abs(a - b),
    "exclusion": lambda a, b: a + b - 2 * a * b,
    "plus-lighter": lambda a, b: min(1.0, a + b),
    "color-dodge": lambda a, b: 0.0 if b == 0 else 1.0 if a >= 1 else min(1.0, b / (1 - a)),
    "color-burn": lambda a, b: 1.0 if b >= 1 else 0.0 if a <= 0 else 1 - min(1.0, (1 - b) / a),
    "overlay": lambda a, b: 2 * a * b if b <= 0.5 else 1 - 2 * (1 - a) * (1 - b),
    "hard-light": lambda a, b: 2 * a * b if a <= 0.5 else 1 - 2 * (1 - a) * (1 - b),
}
