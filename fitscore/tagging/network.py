"""A network that tags words: layers of the pinned base model, adapted, with a head for each answer.

Computed with numpy, so that reading a document needs no torch and no compiled graph. All matrices
are float32, rows are word pieces. Without any layers, a word is the mean of its pieces' embeddings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from fitscore.encoding.models import default_model_folder
from fitscore.tagging.words import Words

Array = NDArray[np.float32]

WIDTH, ATTENTION_HEADS = 384, 12  # of the base model
_MOST_PIECES = 6  # of one word; what is longer is no word
_UNKNOWN = 100  # the piece of a character that the base model does not know
WINDOW, OVERLAP = 448, 64  # pieces read together, and that two windows share
TAPS, DILATIONS = 5, (1, 2, 4, 8, 16)  # of the convolutions over words; then again from 1
_WINDOWS_PER_RUN = 4  # so that memory does not grow with the posting
EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class Tokens:
    """Word pieces of a document with the word that each belongs to.

    Attributes:
        ids: In the base model's vocabulary, shape (pieces,).
        words: Index of each piece's word, shape (pieces,).
        firsts: Index of each word's first piece, shape (words,).
    """

    ids: NDArray[np.int64]
    words: NDArray[np.int64]
    firsts: NDArray[np.int64]

    def windows(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Windows that cover all pieces, and where each word is read: window and place in it.

        Returns:
            Indices of pieces, shape (windows, size); and of each word the window in which its first
            piece lies deepest, and its place there, both of shape (words,).
        """
        count = len(self.ids)
        size = min(WINDOW, count)
        starts = np.array([*range(0, count - size, WINDOW - OVERLAP), count - size])
        pieces = starts[:, None] + np.arange(size)
        # A word lies deeper in the later of two windows once it is past half of their overlap.
        middles = (starts[:-1] + size + starts[1:]) / 2
        which = np.searchsorted(middles, self.firsts, side="right")
        return pieces, which, self.firsts - starts[which]


def tokenize(text: str, words: Words) -> Tokens:
    """Word pieces of the words of a text; one at least of each."""
    distinct: dict[str, list[int]] = {}
    order = [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)]
    for word in order:
        distinct.setdefault(word, [])
    encodings = _tokenizer().encode_batch(
        [[word] for word in distinct], is_pretokenized=True, add_special_tokens=False
    )
    for word, encoding in zip(distinct, encodings, strict=True):
        distinct[word] = encoding.ids[:_MOST_PIECES] or [_UNKNOWN]
    ids = [distinct[word] for word in order]
    counts = np.array([len(each) for each in ids], dtype=np.int64)
    return Tokens(
        np.array([i for each in ids for i in each], dtype=np.int64),
        np.repeat(np.arange(len(ids)), counts),
        np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64),
    )


@cache
def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(default_model_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


@dataclass(frozen=True, slots=True)
class Linear:
    """x · weight + bias; weight of shape (inputs, outputs)."""

    weight: Array
    bias: Array

    def __call__(self, x: Array) -> Array:
        """Of each row."""
        result: Array = x @ self.weight + self.bias
        return result


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation: mean 0 and variance 1 in each row, then a scale and a shift."""

    weight: Array
    bias: Array

    def __call__(self, x: Array) -> Array:
        """Of each row."""
        x = x - x.mean(axis=-1, keepdims=True)
        variance = np.square(x).mean(axis=-1, keepdims=True)
        result: Array = x / np.sqrt(variance + EPSILON) * self.weight + self.bias
        return result


@dataclass(frozen=True, slots=True)
class Layer:
    """One encoder layer of BERT (Devlin et al. 2019)."""

    query: Linear
    key: Linear
    value: Linear
    output: Linear
    inner: Linear
    outer: Linear
    output_norm: Norm
    outer_norm: Norm

    def __call__(self, x: Array) -> Array:
        """Rows of windows, shape (windows, pieces, WIDTH), each with what it saw of its window."""
        x = self.output_norm(x + self.output(self._attended(x)))
        return self.outer_norm(x + self.outer(_gelu(self.inner(x))))

    def _attended(self, x: Array) -> Array:
        windows, pieces, width = x.shape
        shape = (windows, pieces, ATTENTION_HEADS, width // ATTENTION_HEADS)
        query, key, value = (
            linear(x).reshape(shape).swapaxes(1, 2) for linear in (self.query, self.key, self.value)
        )
        scores = query @ key.swapaxes(2, 3) / np.float32(np.sqrt(shape[-1]))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        attended: Array = (scores @ value).swapaxes(1, 2).reshape(x.shape)
        return attended


def _gelu(x: Array) -> Array:
    """GELU by tanh (Hendrycks and Gimpel 2016, equation 2)."""
    inner = np.float32(np.sqrt(2 / np.pi)) * (x + np.float32(0.044715) * x * x * x)
    half: Array = np.float32(0.5) * x
    result: Array = half * (1 + np.tanh(inner))
    return result


@dataclass(frozen=True, slots=True)
class Convolution:
    """A dilated convolution over the words of a document, whatever windows they were read in.

    Attributes:
        weight: Shape (TAPS, channels, channels): the tap, what it reads, what it gives.
        bias: Shape (channels,).
        dilation: How many words lie between two taps.
    """

    weight: Array
    bias: Array
    dilation: int

    def __call__(self, x: Array) -> Array:
        """Rows of words, shape (words, channels), each with what stands around it."""
        count, reach = len(x), self.dilation * (TAPS // 2)
        padded = np.pad(x, ((reach, reach), (0, 0)))
        total = np.broadcast_to(self.bias, x.shape).copy()
        for tap, weight in enumerate(self.weight):
            first = tap * self.dilation
            total += padded[first : first + count] @ weight
        return x + np.maximum(total, 0)


@dataclass(frozen=True, slots=True)
class Network:
    """From pieces and features to logits.

    Attributes:
        pieces: Embedding of each piece of the vocabulary, shape (vocabulary, WIDTH).
        positions: Embedding of each place in a window, with that of its one segment, shape
            (places, WIDTH).
        norm: Of the embeddings.
        seen: Added for each feature that a word shows, shape (features, WIDTH).
        layers: In order.
        narrow: What the layers give of a word, and its features, to channels.
        convolutions: In order.
        heads: All of its heads, side by side.
    """

    pieces: Array
    positions: Array
    norm: Norm
    seen: Array
    layers: tuple[Layer, ...]
    narrow: Linear
    convolutions: tuple[Convolution, ...]
    heads: Linear

    def logits(self, tokens: Tokens, features: Array) -> Array:
        """Of each word, shape (words, sum of the heads' widths).

        Args:
            tokens: The pieces of a document.
            features: Of its words, shape (words, features).
        """
        rows = self._in_context(tokens, features) if self.layers else self._apart(tokens, features)
        x = np.tanh(self.narrow(np.concatenate([rows, features], axis=1)))
        for convolution in self.convolutions:
            x = convolution(x)
        return self.heads(x)

    def _apart(self, tokens: Tokens, features: Array) -> Array:
        """Each word by itself, shape (words, WIDTH)."""
        counts = np.diff(tokens.firsts, append=len(tokens.ids)).astype(np.float32)
        total = np.add.reduceat(self.norm(self.pieces[tokens.ids]), tokens.firsts, axis=0)
        rows: Array = total / counts[:, None] + features @ self.seen
        return rows

    def _in_context(self, tokens: Tokens, features: Array) -> Array:
        """Each word as its window shows it, shape (words, WIDTH)."""
        windows, which, place = tokens.windows()
        rows = np.empty((len(tokens.firsts), WIDTH), dtype=np.float32)
        for first in range(0, len(windows), _WINDOWS_PER_RUN):
            pieces = windows[first : first + _WINDOWS_PER_RUN]
            x = self.norm(self.pieces[tokens.ids[pieces]] + self.positions[: pieces.shape[1]])
            x = x + features[tokens.words[pieces]] @ self.seen
            for layer in self.layers:
                x = layer(x)
            here = (which >= first) & (which < first + len(pieces))
            rows[here] = x[which[here] - first, place[here]]
        return rows
