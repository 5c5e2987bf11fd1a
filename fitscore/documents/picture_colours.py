"""Colours of a picture that lies in a web page itself, as the ground of text."""

from __future__ import annotations

import io
import re
import warnings
from functools import lru_cache

import numpy as np
from PIL import Image, UnidentifiedImageError

from fitscore.documents.data_urls import data_of

_MOST_BYTES = 2_000_000
_MOST_PIXELS = 1_000_000
_SAMPLES = 24  # pixels up and across that are looked at
_LEAST_SHARE = 0.04  # of a picture: a colour of less is no ground
_FILL = re.compile(r"(?:fill|stop-color)\s*[=:]\s*[\"']?\s*([^\"';>\s]+)", re.IGNORECASE)
_SHAPE = re.compile(r"<\s*(?:rect|circle|ellipse|path|polygon)\b", re.IGNORECASE)
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP")


@lru_cache(maxsize=256)
def colours_of(address: str) -> tuple[str, ...] | None:
    """The main colours of the picture in a `data:` URL, as CSS writes them.

    None where there is no picture, or one that is not looked at; of a drawing, all colours that its
    shapes are filled with.
    """
    found = data_of(address)
    if found is None or len(found[1]) > _MOST_BYTES:
        return None
    kind, data = found
    if kind == "image/svg+xml":
        text = data.decode("utf-8", "replace")
        fills = _FILL.findall(text)
        plain = ["black"] if len(_SHAPE.findall(text)) > len(fills) else []
        return tuple(dict.fromkeys([*fills, *plain])) or None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    return None
                small = picture.convert("RGBA").resize((_SAMPLES, _SAMPLES), Image.Resampling.BOX)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Warning):
        return None
    pixels = np.asarray(small).reshape(-1, 4)
    _, of, counts = np.unique(pixels // 32, axis=0, return_inverse=True, return_counts=True)
    main = np.flatnonzero(counts >= _LEAST_SHARE * len(pixels))
    means = [pixels[of.ravel() == i].mean(axis=0) for i in main]
    return tuple(f"rgb({r:.0f} {g:.0f} {b:.0f} / {a / 255:.3f})" for r, g, b, a in means) or None
