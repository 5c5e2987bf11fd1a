"""What lies behind text on a page, whatever the format: colours, fills, and what nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

from fitscore.documents.contrast import RGB

# What lies behind text: a colour, or None where nobody knows (a picture).
Ground = RGB | None
WHITE: RGB = (255, 255, 255)
BLACK: RGB = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Fill:
    """What a shape is painted with: nothing, a colour, several, or what is not known."""

    grounds: tuple[Ground, ...] = ()
    opacity: float = 1.0

    def over(self, below: tuple[Ground, ...]) -> tuple[Ground, ...]:
        """What is seen of it and of what lies below."""
        if not self.grounds:
            return below
        if self.opacity >= 1.0:
            return self.grounds
        return tuple(
            None if upper is None or lower is None else mixed(upper, lower, self.opacity)
            for upper in self.grounds
            for lower in below
        )

    @property
    def is_opaque(self) -> bool:
        """Whether it hides what lies below."""
        return bool(self.grounds) and self.opacity > 0.9


NOTHING = Fill()


def mixed(one: RGB, other: RGB, share: float) -> RGB:
    """A colour with a share of one (0 to 1) and the rest of another."""
    share = min(1.0, max(0.0, share))
    red, green, blue = (share * a + (1 - share) * b for a, b in zip(one, other, strict=True))
    return red, green, blue
