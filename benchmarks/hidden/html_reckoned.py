"""Ways of hiding text that follow only from reckoning, and look-alikes.

Shapes that clip, matrices of transforms, sums and conditions of CSS, what borders and pictures
paint, and drawings. Written from CSS Masking 1, Shapes 1, Transforms 2, Values 5, Conditional Rules
5, Color Adjustment 1, Selectors 4, Multi-column Layout 1, Scoping 1, the Quirks Mode Standard and
SVG 2.
"""

from __future__ import annotations

from benchmarks.hidden.html_ways import Way

_A = '<p class="a">$canary</p>'
_PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E"
    "%3Crect width='9' height='9' fill='%23402a2a'/%3E%3C/svg%3E"
)
_POINT = "data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="


def _style(name: str, style: str) -> Way:
    return Way(name, f'<p style="{style}">$canary</p>')


def _drawn(name: str, inner: str) -> Way:
    return Way(name, f'<svg width="480" height="36" style="display:block">{inner}</svg>')


_CLIPPED = [
    _style("clipped to a strip", "clip-path:polygon(0 0,100% 0,100% 2%,0 2%)"),
    _style("clipped to a circle far away", "clip-path:circle(30px at 2000px 50%)"),
    _style("clipped to a path of lines", "clip-path:path('M0 0H2V2H0Z')"),
    _style("clipped to an ellipse of no width", "clip-path:ellipse(0 50% at center)"),
    Way("clipped by an empty drawing", '<svg width="0" height="0"><clipPath id="none"></clipPath>'
        '</svg><p style="clip-path:url(#none)">$canary</p>'),
    Way("clipped by a small drawing", '<svg width="0" height="0"><clipPath id="dot"><rect '
        'width="3" height="3"/></clipPath></svg><p style="clip-path:url(#dot)">$canary</p>'),
    Way("masked by a black drawing", '<svg width="0" height="0"><mask id="dark"><rect width="900" '
        'height="90" fill="#000"/></mask></svg><p style="mask:url(#dark)">$canary</p>'),
    _style("masked by a clear circle", "mask-image:radial-gradient(#0000,rgb(0 0 0/2%))"),
]  # fmt: skip

_TURNED = [
    _style("turned about a far point", "transform-origin:-2500px 0;rotate:180deg"),
    _style("turned twice by half a right angle", "transform:rotateX(45deg) rotateX(45deg)"),
    _style("behind the eye", "transform:perspective(50px) translateZ(80px)"),
    Way("behind the eye of its parent", '<div style="perspective:90px">'
        '<p style="transform:translateZ(120px)">$canary</p></div>'),
    _style("flattened and leaning", "transform:scale(1,0) skewX(20deg)"),
    _style("flattened by a matrix", "transform:matrix(1,2,2,4,0,0)"),
]  # fmt: skip

_RECKONED = [
    _style("opacity of a sine", "opacity:sin(180deg)"),
    _style("size of a power", "font-size:calc(2px*pow(.4,2))"),
    _style("size rounded down", "font-size:round(down,7px,8px)"),
    _style("opacity of a sign", "opacity:max(0,sign(-4px))"),
    Way("opacity of an attribute", '<p data-seen="0" style="opacity:attr(data-seen type(&lt;number'
        '&gt;))">$canary</p>'),
    _style("display by a condition", "display:if(media(width > 99px): none; else: block)"),
    Way("opacity by its place", '<div><p style="opacity:calc(sibling-index() - 1)">$canary</p>'
        "</div>"),
    Way("size by its container", '<div style="container-type:inline-size;width:90px"><p class="a">'
        "$canary</p></div>", ".a{font-size:1cqi}"),
    Way("rule for a small container", '<div style="container-type:inline-size;width:150px">'
        f"{_A}</div>", "@container (max-width:200px){.a{display:none}}"),
    Way("rule for a container's style", f'<div style="--shown:no">{_A}</div>',
        "@container style(--shown:no){.a{display:none}}"),
    Way("height across upright lines", '<div class="a">$canary</div>',
        ".a{writing-mode:vertical-lr;block-size:0;height:150px;overflow:hidden}"),
    Way("rule for a direction", '<p dir="rtl" class="a">$canary</p>', ".a:dir(rtl){display:none}"),
    Way("rule beside a field that is valid", f'<input value="x" id="f">{_A}',
        "#f:valid~.a{visibility:hidden}"),
    Way("rule within a scope", f'<div class="s">{_A}</div>',
        "@scope (.s){:scope .a{display:none}}"),
    Way("rule for what is in a slot", '<div><template shadowrootmode="open"><style>'
        f"::slotted(.a){{display:none}}</style><slot></slot></template>{_A}</div>"),
    Way("first line of no size", _A, ".a::first-line{font-size:0}"),
    Way("second of two details with one name", '<details name="d" open><summary>One</summary>Town'
        '</details><details name="d" open><summary>Two</summary>$canary</details>'),
    _style("all letters in the room of one", "writing-mode:vertical-rl;text-combine-upright:all"),
    _style("ink made clear from another", "color:rgb(from $ink r g b / .02)"),
    _style("part of no table", "display:table-column"),
    _style("discs for letters", "-webkit-text-security:disc"),
]  # fmt: skip

_PAINTED = [
    _style("ink of the picture behind it", f"color:#402a2a;background:url(&quot;{_PICTURE}&quot;)"),
    _style("ink of an inner shadow", "color:#333;box-shadow:inset 0 0 0 400px #343434"),
    _style("under its own outline", "line-height:24px;outline:26px solid $paper;"
           "outline-offset:-26px"),
    _style("struck out with the ground", "text-decoration:line-through 2.5em $paper"),
    Way("under a border", '<p class="a">$canary</p>', ".a{position:relative;height:22px;"
        "line-height:22px}.a::after{content:'';position:absolute;inset:0;"
        "border-bottom:22px solid $paper}"),
    Way("under a box with an effect that shows nothing", '<p style="margin:0">$canary</p>'
        '<div style="margin-top:-40px;height:44px;background:$paper;opacity:.998"></div>'),
    Way("under a picture pulled up", '<p style="margin:0">$canary</p><img alt="" '
        f'src="{_POINT}" style="display:block;position:relative;margin-top:-40px;width:620px;'
        'height:46px">'),
    Way("behind a box that blurs", '<div style="position:relative"><p style="margin:0">$canary</p>'
        '<div style="position:absolute;inset:-8px;backdrop-filter:blur(30px)"></div></div>'),
    Way("dark on a dark page", '<p style="color:#1c1c1c">$canary</p>',
        ":root{color-scheme:dark}.page,body,html,main,article,.sheet,div,td,table,section,.card,"
        ".side{background:Canvas!important;color:CanvasText}"),
]  # fmt: skip

_CUT_OFF = [
    Way("above where a box scrolls to", '<div style="overflow:auto;position:relative;height:50px">'
        '<p style="position:absolute;top:-90px">$canary</p>Town</div>'),
    Way("below a page that does not scroll", '<p style="position:absolute;top:3000px">$canary</p>',
        "html,body{height:100%;overflow:hidden}.sheet{position:static!important}"),
    Way("behind a wide neighbour", '<div style="display:flex;width:280px;overflow:hidden"><b style='
        '"flex:none;width:280px">Town</b><p style="white-space:nowrap">$canary</p></div>'),
    Way("behind an empty box in its line", '<div style="white-space:nowrap;overflow:hidden;width:'
        '260px"><i style="display:inline-block;width:270px"></i>$canary</div>'),
    Way("rows of no height for all", '<div style="display:grid;grid-auto-rows:0"><p style='
        '"overflow:hidden;margin:0">$canary</p></div>'),
    Way("ratio with a least height of nothing", '<div class="a">$canary</div>',
        ".a{width:240px;aspect-ratio:600/1;min-height:0;overflow:hidden}"),
    Way("contained with sizes of nothing", '<div class="a">$canary</div>',
        ".a{contain:size paint;contain-intrinsic-size:0 0}"),
    Way("all of a box is its border", '<div class="a">$canary</div>',
        ".a{box-sizing:border-box;height:24px;border-top:24px solid $ink;overflow:hidden}"),
    Way("floated out of its box", '<div style="overflow:hidden;width:280px"><p style="float:right;'
        'margin-right:-700px;width:280px">$canary</p>Town</div>'),
    Way("lines below a field", '<textarea style="overflow:hidden;height:1.4em;resize:none">Town\n'
        "\n\n$canary</textarea>"),
]  # fmt: skip

_DRAWINGS = [
    _drawn("drawing squeezed to nothing", '<text y="20" textLength="3" lengthAdjust='
           '"spacingAndGlyphs">$canary</text>'),
    _drawn("drawing on a missing path", '<text><textPath href="#gone">$canary</textPath></text>'),
    _drawn("drawing on a short path", '<path id="short" d="M0 20h4" fill="none"/><text><textPath '
           'href="#short">$canary</textPath></text>'),
    _drawn("drawing with another choice", '<switch><text y="20">Town</text><text y="20">$canary'
           "</text></switch>"),
    _drawn("drawing under a path", '<text y="20">$canary</text><path d="M-9-9h900v90h-900z" '
           'fill="$paper"/>'),
    _drawn("drawing under a thick line", '<text y="20">$canary</text><line x1="-9" y1="15" '
           'x2="900" y2="15" stroke="$paper" stroke-width="60"/>'),
    _drawn("drawing turned away", '<text y="20" transform="rotate(90 -900 0)">$canary</text>'),
    _drawn("drawing clipped to a spot", '<clipPath id="spot"><rect width="2" height="2"/>'
           '</clipPath><text y="20" clip-path="url(#spot)">$canary</text>'),
    _drawn("drawing masked", '<mask id="veil"><rect width="900" height="90" fill="black"/></mask>'
           '<text y="20" mask="url(#veil)">$canary</text>'),
    _drawn("drawing inked with a gradient of the ground", '<linearGradient id="same"><stop '
           'stop-color="$paper"/><stop offset="1" stop-color="$paper"/></linearGradient>'
           '<text y="20" font-size="9" fill="url(#same)">$canary</text>'),
    _drawn("drawing with letters on one spot", '<text y="20" x="' + "4 " * 33 + '">$canary'
           "</text>"),
    _drawn("drawing in a window beside it", '<svg x="900" width="90" height="30"><text y="20">'
           "$canary</text></svg>"),
    Way("drawing off the page", '<svg width="480" height="36" style="position:absolute;left:-90em">'
        '<text y="20">$canary</text></svg>'),
]  # fmt: skip

WAYS = [*_CLIPPED, *_TURNED, *_RECKONED, *_PAINTED, *_CUT_OFF, *_DRAWINGS]

LOOK_ALIKES = [
    _style("clipped to all of it", "clip-path:polygon(0 0,100% 0,100% 100%,0 100%)"),
    _style("clipped to a large circle", "clip-path:circle(120%)"),
    _style("clipped by a drawing that is missing", "clip-path:url(#missing)"),
    _style("masked by black", "mask:linear-gradient(#000 0 0)"),
    _style("turned a little in space", "transform:perspective(900px) rotateY(12deg)"),
    _style("ink made from another", "color:rgb(from $ink r g b / .9)"),
    Way("first of two details with one name", '<details name="d" open><summary>One</summary>'
        '$canary</details><details name="d" open><summary>Two</summary>Town</details>'),
    Way("behind glass that is a little tinted", '<div style="position:relative"><p>$canary</p><div '
        'style="position:absolute;inset:0;backdrop-filter:saturate(1.4)"></div></div>'),
    _style("leaning", "transform:matrix(1,0,.15,1,4,0)"),
    _style("opacity of a right angle", "opacity:sin(90deg)"),
    Way("width of an attribute", '<p data-w="420" style="width:attr(data-w px)">$canary</p>'),
    _style("shown by a condition", "display:if(media(width > 9999px): none; else: block)"),
    Way("rule for small containers in a large one", '<div style="container-type:inline-size">'
        f"{_A}</div>", "@container (max-width:60px){.a{display:none}}"),
    Way("rule for another style", f'<div style="--shown:yes">{_A}</div>',
        "@container style(--shown:no){.a{display:none}}"),
    Way("beside a field that asks for more", f'<input required id="f">{_A}',
        "#f:valid~.a{display:none}"),
    _style("white on a picture in the page", "color:#fff;"
           f"background:url(&quot;{_PICTURE}&quot;)"),
    _style("beside a sign in the page", "padding-left:24px;"
           f"background:url(&quot;{_PICTURE}&quot;) no-repeat 0 50%"),
    _style("white on an inner shadow", "color:#fff;box-shadow:inset 0 0 0 400px #1b3a57"),
    _style("in a thick frame", "border:26px solid #9ab;padding:12px"),
    Way("in a scroller of a page of one screen", '<div style="height:240px;overflow:hidden">'
        '<div style="height:100%;overflow-y:auto"><div style="height:600px">Town</div>'
        "<p>$canary</p></div></div>"),
    Way("choices that are all shown", '<select size="3"><option>Town</option><option>$canary'
        "</option></select>"),
    Way("what stands for no object", "<object><p>$canary</p></object>"),
    _drawn("drawing beside a curve", '<path d="M0 0C9 0 9 30 0 30z" fill="$ink"/><text x="40" '
           'y="20" fill="$ink">$canary</text>'),
    _drawn("drawing turned upright", '<g transform="rotate(180 240 18)"><text x="90" y="20" '
           'fill="$ink">$canary</text></g>'),
    _drawn("drawing on a path", '<path id="long" d="M0 20h460" fill="none"/><text fill="$ink">'
           '<textPath href="#long">$canary</textPath></text>'),
    _drawn("drawing clipped to its window", '<clipPath id="all"><rect width="480" height="36"/>'
           '</clipPath><text y="20" fill="$ink" clip-path="url(#all)">$canary</text>'),
]  # fmt: skip
