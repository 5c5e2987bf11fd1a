"""How well one colour is told from another, as an eye sees it."""

from __future__ import annotations

RGB = tuple[float, float, float]

# Times; from 1 (the same) to 21 (black on white). #e7e7e7 on white has it, #999 has 2.8.
LEAST_CONTRAST = 1.25
_WEIGHTS = (0.2126, 0.7152, 0.0722)


def contrast_ratio(one: RGB, other: RGB) -> float:
    """The contrast ratio of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).

    Args:
        one: A colour in sRGB, each channel from 0 to 255.
        other: Another one; the order does not matter.
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: RGB) -> float:
    """Relative luminance of WCAG 2.2 (#dfn-relative-luminance), from 0 to 1."""
    return sum(
        weight * _linear(channel / 255) for weight, channel in zip(_WEIGHTS, colour, strict=True)
    )


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
