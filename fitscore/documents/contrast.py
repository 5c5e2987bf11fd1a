"""Whether a colour on another can be seen, as an eye sees it.

Two measures, of which one suffices. The first is the contrast ratio of relative luminances (WCAG
2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). It is 1.07 for yellow on white and 2.8 for
#999 on white. The second is the difference in a*, from green to red, of CIE L*a*b* (CIE 15:2018):
red on green of the same luminance can be read. The difference in b*, from blue to yellow, does not
count: the cones that see it are few, and none stand where an eye looks at type (Williams, MacLeod
and Hayhoe, 1981, Foveal tritanopia, Vision Research 21).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

RGB = tuple[float, float, float]

# Ratios. People set light grey headings at 1.6 (#CCC on white); nobody reads type below 1.3 at a
# glance.
LEAST_CONTRAST = 1.3
_LEAST_RED_GREEN = 45.0  # in a*: that of red and green of one luminance is above 100
_FLARE = 0.05  # WCAG: light that a screen throws back
_WEIGHTS = np.array([0.0722, 0.7152, 0.2126], np.float32)  # of blue, green, red, in luminance
_TO_X = np.array([0.1805, 0.3576, 0.4124], np.float32) / np.float32(0.9505)  # sRGB, white at 1


def contrast_ratio(one: RGB, other: RGB) -> float:
    """The contrast ratio of WCAG 2.2, from 1 (the same) to 21 (black on white).

    Args:
        one: A colour in sRGB, each channel from 0 to 255.
        other: Another one; the order does not matter.
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + _FLARE) / (low + _FLARE)


def is_told(one: RGB, other: RGB) -> bool:
    """Whether two colours in sRGB, each channel from 0 to 255, are told apart at a glance."""
    return contrast_ratio(one, other) >= LEAST_CONTRAST


def luminance(colour: RGB) -> float:
    """Relative luminance of WCAG 2.2 (#dfn-relative-luminance), from 0 to 1."""
    light = [_linear(channel / 255) for channel in reversed(colour)]
    return float(np.dot(light, _WEIGHTS.astype(np.float64)))


def _linear(step: float) -> float:
    """The linear light of a step of sRGB (IEC 61966-2-1), both from 0 to 1."""
    return step / 12.92 if step <= 0.04045 else float(((step + 0.055) / 1.055) ** 2.4)


def is_seen(ink: NDArray[Any], ground: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each colour stands out from the one behind it.

    Args:
        ink: Shape (n, 3): blue, green, red in whole numbers from 0 to 255.
        ground: Of the same shape, or (1, 3).
    """
    first, second = _LIGHT[ink], _LIGHT[ground]
    one, other = first @ _WEIGHTS + _FLARE, second @ _WEIGHTS + _FLARE
    seen: NDArray[np.bool_] = np.maximum(one, other) >= LEAST_CONTRAST * np.minimum(one, other)
    red_green = np.abs(_red_green(first, one) - _red_green(second, other))
    seen |= red_green >= _LEAST_RED_GREEN
    return seen


def _red_green(light: NDArray[np.float32], luminance: NDArray[np.float32]) -> NDArray[np.float32]:
    """a* of CIE L*a*b*."""
    found: NDArray[np.float32] = 500 * (_root(light @ _TO_X) - _root(luminance - _FLARE))
    return found


def _root(value: NDArray[np.float32]) -> NDArray[np.float32]:
    """The compression of CIE L*a*b*."""
    found: NDArray[np.float32] = np.where(
        value > 0.008856, np.cbrt(value), 7.787 * value + np.float32(16 / 116)
    )
    return found


def _table() -> NDArray[np.float32]:
    """Linear light of each of 256 steps."""
    return np.array([_linear(step / 255) for step in range(256)], np.float32)


_LIGHT = _table()
