"""Which glyphs of a PDF's page a reader would not see.

Each run of text is judged by the page as it is rendered and as it would be without that run. Where
the two differ, the run's ink shows, and its colour against the one behind it says whether an eye
would see it. Where the ink belongs is known from a rendering of the text alone in black: most of it
must show. That finds text in the colour of what lies behind it, under something, clipped,
transparent, unpainted, off the page, or in a layer that is off, whatever made it so. Runs that do
not touch are left out together, in one rendering.

What is written so small, narrow or closely that nobody could read it is told by its boxes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fitscore.documents import rendering
from fitscore.documents.boxes import (
    Ints,
    Mask,
    Placed,
    extreme_of,
    illegible,
    in_parts,
    runs_of,
    samples_of,
    shared_boxes,
    steps_of,
    twins_of,
)  # fmt: skip
from fitscore.documents.contrast import is_seen
from fitscore.documents.rendering import Ink, Inked, Objects, Pixels, pixel_boxes, rendered
from fitscore.documents.shapes import judged

_INK = 0.35  # of a pixel, from which on its colour can be told
_LEAST_INK = 0.03  # of a pixel, at the darkest place of a run in black
_LEAST_SHARE = 0.85  # of a glyph's ink that shows
_LEAST_SPAN = 0.55  # of a glyph's box, up and across, that the shown ink spans
_TOUCHED = 0.2  # of a glyph's box that lies in the boxes of other runs
_STACKED = 0.6  # of a glyph's box that lies in those of its neighbours
_LARGEST_LIGATURE = 3  # letters
_MOST_CLASSES = 24  # of runs that touch, on a page; of a file, four times as many
_MOST_SECONDS = 5.0  # for them, of a file: a guard for pages that take long to render
_IMPLAUSIBLE = 0.5  # share of a word's letters that look like themselves
_HALF_RIGHT = 0.25  # share of letters amiss, in a run most of which is
_LEAST_LETTERS = 4  # of a word that can be judged by its letters
_SHAPE_SCALE = 3.0  # pixels per point, at which small print is compared
_MOST_RUNS = 2000  # that touch others, whose places are compared
_LEAST_DRAWN = 2.0  # pixels
_MOST_LIGATED = 4  # letters of a word that share glyphs: office
_SMALL = 6.0  # pixels: the height of a glyph that is better compared in a larger rendering


@dataclass(frozen=True, slots=True)
class Unseen:
    """Glyphs of a page by their index in the text page.

    Attributes:
        hidden: A reader would not see them; whole words.
        unpainted: They show nothing, and a picture lies where they stand; not among the hidden.
        doubtful: They do not look like the letters that they are said to be.
        unchecked: Too many of them lie on each other to look at each.
        blank: Those of the unpainted at whose place the picture shows nothing either.
    """

    hidden: set[int] = field(default_factory=set)
    unpainted: set[int] = field(default_factory=set)
    doubtful: set[int] = field(default_factory=set)
    unchecked: set[int] = field(default_factory=set)
    blank: set[int] = field(default_factory=set)


class Budget:
    """What a file may take for renderings of text that touches other text."""

    def __init__(self) -> None:
        self._classes = 4 * _MOST_CLASSES
        self._until: float | None = None

    def take(self, wanted: int) -> int:
        """How many of so many classes of runs can be looked at, on one page."""
        if self._until is None:
            self._until = time.monotonic() + _MOST_SECONDS
        given = min(wanted, _MOST_CLASSES, self._classes)
        self._classes -= given
        return given

    def is_over(self) -> bool:
        """Whether the time is up."""
        return self._until is not None and time.monotonic() > self._until


def unseen_glyphs(
    page: Any,
    copy: Any,
    objects: Objects,
    glyphs: Sequence[Placed],
    budget: Budget | None = None,
) -> Unseen:
    """What a reader would not see of a page, and what cannot be told.

    Args:
        page: A page of pypdfium2.
        copy: The same page, loaded a second time; it is changed, and closed.
        objects: What is drawn on it.
        glyphs: All inked glyphs of it.
        budget: Of the file.
    """
    if not glyphs or min(page.get_size()) <= 0:
        copy.close()
        return Unseen({glyph.index for glyph in glyphs})  # a page without a size shows nothing
    inked = Inked(copy)
    try:
        return _Look(page, inked, objects, glyphs, budget or Budget()).result()
    finally:
        inked.close()


class _Look:
    """A page looked at: its renderings, and what is known of each glyph."""

    def __init__(
        self,
        page: Any,
        inked: Inked,
        objects: Objects,
        glyphs: Sequence[Placed],
        budget: Budget,
    ) -> None:
        self.page, self.inked, self.glyphs, self.budget = page, inked, glyphs, budget
        self.objects = objects
        self.shown = rendered(page)
        self.boxes = np.array([glyph.box for glyph in glyphs], np.float64)
        self.exact = pixel_boxes(page, self.boxes, self.shown.shape)
        height, width = self.shown.shape[:2]
        limit = np.array([width, height, width, height])
        self.pixels = np.empty(self.exact.shape, np.int64)
        self.pixels[:, :2] = np.floor(self.exact[:, :2])
        self.pixels[:, 2:] = np.maximum(np.ceil(self.exact[:, 2:]), self.pixels[:, :2] + 1)
        self.pixels = np.clip(self.pixels, 0, limit)
        self.places = np.array([self.objects.places.get(g.owner, -1) for g in glyphs])
        self.words = np.array([glyph.word for glyph in glyphs])
        self.shared = shared_boxes(self.boxes)
        self.runs = runs_of(glyphs, self.places, self.objects.turns)

    def result(self) -> Unseen:
        """The judgement."""
        glyphs = self.glyphs
        stacked, touched = self._overlaps()
        classes = self._classes(touched)
        given = self.budget.take(max(0, int(classes.max(initial=0))))
        seen = np.zeros(len(glyphs), dtype=bool)
        unchecked = classes > given
        bare = rendering.rendered_without(self.page, self.objects.texts)
        named = {int(p) for p in self.places} - {-1}  # the others repeat them, or are blank
        ink = self.inked.of(named)
        touching = {int(p) for p in self.places[classes > 0]}
        own = self.inked.of(named - touching) if touching else ink
        first = np.flatnonzero((classes == 0) | unchecked)
        seen[first] = self._shows(first, bare, own if not unchecked.any() else ink)
        for number in range(1, given + 1):
            members = np.flatnonzero(classes == number)
            if self.budget.is_over():
                unchecked |= classes >= number
                break
            places = {int(p) for p in self.places[members]} - {-1}
            items = [self.objects.texts[p] for p in sorted(places)]
            without = rendering.rendered_without(self.page, items)
            seen[members] = self._shows(members, without, self.inked.of(places))
        seen |= self._cut_out(seen, ink)
        seen |= self._drawn_again(seen)
        seen &= ~self._without_width()
        hidden = self._by_word(~seen | stacked | illegible(glyphs, self.boxes))
        unpainted, blank = self._over_pictures(hidden, bare)
        if self.inked.fill_outlines():
            ink = self.inked.of(named)
        doubtful = self._by_word(~self._plausible(ink, hidden | unchecked)) & ~hidden
        return Unseen(
            self._indices(hidden & ~unpainted),
            self._indices(unpainted),
            self._indices(doubtful & ~unpainted),
            self._indices(unchecked & ~hidden),
            self._indices(blank),
        )

    def _indices(self, chosen: Mask) -> set[int]:
        return {self.glyphs[i].index for i in np.flatnonzero(chosen).tolist()}

    def _by_word(self, chosen: Mask) -> Mask:
        """Glyphs of the words of which most is chosen: a full stop alone proves nothing."""
        _, word = np.unique(self.words, return_inverse=True)
        votes = np.bincount(word, weights=chosen)
        found: Mask = (2 * votes > np.bincount(word))[word]
        return found

    def _overlaps(self) -> tuple[Mask, Mask]:
        """Glyphs that lie on others of their run, and those that lie on other runs."""
        height, width = self.shown.shape[:2]
        # The pixels whose middles are in a box: those of narrow neighbours are apart.
        pixels = np.rint(self.exact).astype(np.int64)
        pixels[:, 2:] = np.maximum(pixels[:, 2:], pixels[:, :2] + 1)
        pixels = np.clip(pixels, 0, [width, height, width, height])
        number, pixel, _, _ = samples_of(pixels, width)
        count = len(pixels)
        first, last = (np.full(height * width, -1, np.int32) for _ in range(2))
        last[pixel] = number
        first[pixel[::-1]] = number[::-1]
        others = first[pixel], last[pixel]
        total = np.maximum(1, np.bincount(number, minlength=count))
        run = self.runs[number]
        foreign = np.logical_or(*(self.runs[other] != run for other in others))
        touched = np.bincount(number, foreign, count) > _TOUCHED * total
        twin = np.arange(count)

        def piled() -> Mask:
            mine = twin[number]
            near = np.logical_or(*(twin[other] != mine for other in others)) & ~foreign
            found: Mask = np.bincount(number, near, count) > _STACKED * total
            return found

        stacked = piled()
        chosen = np.flatnonzero(stacked | touched)
        if len(chosen):
            # A glyph drawn twice in its place is bold, and lies on no other.
            twin[chosen] = twins_of(self.glyphs, chosen)
            stacked = piled()
        several = np.zeros(count, dtype=bool)
        several[twin[self.runs != self.runs[twin]]] = True
        # The letters of a ligature share its box; those of a sentence for one glyph do too.
        stacked &= self.shared == 1
        stacked |= self.shared > _LARGEST_LIGATURE
        return stacked, touched & ~several[twin]

    def _classes(self, touched: Mask) -> Ints:
        """Of each glyph, with which other runs its run is left out: 0 with all that touch none.

        Runs that touch get different numbers, greedily.
        """
        classes = np.zeros(len(self.glyphs), np.int64)
        runs = np.unique(self.runs[touched])
        if not len(runs):
            return classes
        corners = np.array([
            [
                *self.pixels[touched & (self.runs == run), :2].min(axis=0),
                *self.pixels[touched & (self.runs == run), 2:].max(axis=0),
            ]
            for run in runs[: _MOST_RUNS]
        ])  # fmt: skip
        numbers: list[int] = []
        for i, corner in enumerate(corners):
            meets = (corners[:i, :2] < corner[2:]).all(1) & (corners[:i, 2:] > corner[:2]).all(1)
            taken = {numbers[j] for j in np.flatnonzero(meets).tolist()}
            numbers.append(next(n for n in range(1, i + 2) if n not in taken))
        known = dict(zip(runs.tolist(), numbers, strict=False))
        far = len(runs) + 1
        chosen = np.isin(self.runs, runs)
        classes[chosen] = [known.get(run, far) for run in self.runs[chosen].tolist()]
        return classes

    def _shows(self, members: Ints, without: Pixels, ink: Ink) -> Mask:
        """Of which glyphs most of the ink shows, so that an eye would see it."""
        seen = np.zeros(len(members), dtype=bool)
        for part in in_parts(members, self.pixels):
            at = np.searchsorted(members, part)
            seen[at] = self._shows_part(part, without, ink)
        return seen

    def _shows_part(self, members: Ints, without: Pixels, ink: Ink) -> Mask:
        number, pixel, x, y = samples_of(self.pixels[members], ink.shape[1])
        dark = ink.ravel().take(pixel).astype(np.float32) / 255
        count = len(members)
        darkest = extreme_of(np.maximum, number, dark, count, 0.0)
        run = np.unique(self.runs[members], return_inverse=True)[1]
        of_run = np.zeros(run.max(initial=0) + 1, np.float32)
        np.maximum.at(of_run, run, darkest)
        dark /= np.maximum(_LEAST_INK, of_run[run])[number]
        inside = np.flatnonzero(dark >= _INK)
        number, pixel, dark = number[inside], pixel[inside], dark[inside]
        first = self.shown.view(np.uint32).ravel().take(pixel)
        second = without.view(np.uint32).ravel().take(pixel)
        differs = np.flatnonzero(first != second)
        one, other = (
            each[differs].view(np.uint8).reshape(-1, 4)[:, :3] for each in (first, second)
        )
        # A pixel is ink to a part only: its full colour is as much farther from the ground.
        change = (one.astype(np.float32) - other) / dark[differs, None]
        full = np.clip(other + change, 0, 255).astype(np.uint8)
        showing = np.zeros(len(pixel), dtype=bool)
        showing[differs] = is_seen(full, other)
        total = np.bincount(number, weights=dark, minlength=count)
        share = np.bincount(number, weights=dark * showing, minlength=count)
        enough = (share >= _LEAST_SHARE * total) & (total > 0)
        x, y = x[inside], y[inside]
        spans = np.ones(count, dtype=bool)
        drawn = np.array([self.glyphs[i].drawn for i in members], dtype=bool)
        for axis, places in enumerate((x, y)):
            low = extreme_of(np.minimum, number[showing], places[showing], count, np.inf)
            high = extreme_of(np.maximum, number[showing], places[showing], count, -np.inf)
            wide = self.exact[members, axis + 2] - self.exact[members, axis]
            steps = steps_of(self.pixels[members], axis)
            reach = high - low + steps
            spans &= (reach >= _LEAST_SPAN * wide) | (drawn & (reach >= _LEAST_DRAWN))
        found: Mask = enough & spans
        return found

    def _cut_out(self, seen: Mask, ink: Ink) -> Mask:
        """Glyphs that are seen because what is painted behind them is cut to their shape."""
        found = np.zeros(len(seen), dtype=bool)
        clips: dict[int, bool] = {}
        for i in np.flatnonzero(~seen & (self.places >= 0)).tolist():
            place = int(self.places[i])
            if place not in clips:
                clips[place] = rendering.is_clip(self.objects.texts[place])
            if clips[place]:
                found[i] = self._stands_out(i, ink)
        return found

    def _drawn_again(self, seen: Mask) -> Mask:
        """Glyphs that show nothing, but are drawn again in their place by an object that does.

        pdfium leaves out of its text what repeats a text before in its place: of letters on a white
        copy of themselves, which sets them off from a picture, it is the copy that is in the text.
        """
        found = np.zeros(len(seen), dtype=bool)
        again = sorted(set(range(len(self.objects.texts))) - set(self.places.tolist()))
        members = np.flatnonzero(~seen)
        if again and len(members):
            items = [self.objects.texts[place] for place in again]
            without = rendering.rendered_without(self.page, items)
            found[members] = self._shows(members, without, self.inked.of(set(again)))
        return found

    def _without_width(self) -> Mask:
        """Glyphs that are stroked with a line that no printer draws, and not filled."""
        thin = {
            place
            for place in np.unique(self.places).tolist()
            if place >= 0 and rendering.is_thin(self.objects.texts[place])
        }
        return np.isin(self.places, list(thin))

    def _stands_out(self, i: int, ink: Ink) -> bool:
        left, top, right, bottom = self.pixels[i].tolist()
        around = np.s_[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1]
        dark, colors = ink[around], self.shown[around][..., :3]
        inside, outside = colors[dark > 150], colors[dark < 25]
        if not len(inside) or not len(outside):
            return False
        ground = np.median(outside, axis=0).astype(np.uint8)[None]
        plain = 1 - is_seen(outside, ground).mean()
        return bool(min(is_seen(inside, ground).mean(), plain) >= _LEAST_SHARE)

    def _over_pictures(self, hidden: Mask, bare: Pixels) -> tuple[Mask, Mask]:
        """Hidden glyphs that nothing paints, over pictures, and those where these are blank."""
        found = np.zeros(len(hidden), dtype=bool)
        marked = np.zeros(len(hidden), dtype=bool)
        if not self.objects.images or not hidden.any():
            return found, found
        images = np.array(self.objects.images)
        unpainted: dict[int, bool] = {}
        for i in np.flatnonzero(hidden & (self.places >= 0)).tolist():
            place = int(self.places[i])
            if place not in unpainted:
                unpainted[place] = rendering.is_unpainted(self.objects.texts[place])
            if unpainted[place]:
                x, y = (self.boxes[i, :2] + self.boxes[i, 2:]) / 2
                on = (images[:, 0] <= x) & (x <= images[:, 2])
                on &= (images[:, 1] <= y) & (y <= images[:, 3])
                left, top, right, bottom = self.pixels[i].tolist()
                patch = bare[top:bottom, left:right, :3].reshape(-1, 3)
                found[i] = on.any()
                marked[i] = len(patch) > 0 and bool(is_seen(patch, patch[:1]).any())
        found &= hidden
        return found, found & ~self._by_word(marked)

    def _plausible(self, ink: Ink, settled: Mask) -> Mask:
        """Glyphs that look like their letters, or of which it cannot be told.

        Those that are said to be the same letter of a font, and have its measures, are one.
        """
        glyphs = self.glyphs
        shared = self.shared
        said = np.array([glyph.said for glyph in glyphs])
        turned = np.array([glyph.turn is None for glyph in glyphs])
        wanted = np.flatnonzero(~settled & ~said & ~turned & (shared == 1))
        one_of: dict[tuple[object, ...], int] = {}
        kind = np.empty(len(wanted), np.int64)
        chosen: list[int] = []
        height = self.exact[:, 3] - self.exact[:, 1]
        for n, i in enumerate(wanted.tolist()):
            glyph = glyphs[i]
            left, bottom, right, top = glyph.box
            per = 40 / max(0.1, glyph.size)
            measures = round((right - left) * per), round((top - bottom) * per)
            key = (glyph.font, glyph.char, glyph.turn, *measures)
            at = one_of.setdefault(key, len(chosen))
            kind[n] = at
            if at == len(chosen):
                chosen.append(i)
            elif height[i] > height[chosen[at]]:
                chosen[at] = i
        plausible = np.ones(len(glyphs), dtype=bool)
        if not chosen:
            unsaid: Mask = plausible & ~said
            return unsaid
        known, like = self._judged(np.array(chosen), ink)
        judged_ = np.zeros(len(glyphs), dtype=bool)
        judged_[wanted] = known[kind]
        plausible[wanted] = like[kind] | ~known[kind]
        wrong = judged_ & ~plausible
        _, word = np.unique(self.words, return_inverse=True)
        letters = np.bincount(word, judged_)
        amiss = np.bincount(word, wrong)
        doubt = (amiss > (1 - _IMPLAUSIBLE) * letters)[word]
        # Of a short word alone it cannot be told, nor of one that is half right; by the others of
        # its run it can.
        open_ = (letters < _LEAST_LETTERS)[word]
        of_run = [np.bincount(self.runs, each)[self.runs] for each in (judged_, wrong)]
        doubted = (of_run[0] >= 2 * _LEAST_LETTERS) & (of_run[1] > (1 - _IMPLAUSIBLE) * of_run[0])
        half = (amiss > _HALF_RIGHT * letters)[word]
        doubt = np.where(open_, doubted, doubt | (doubted & half))
        # Ligatures of several letters are rare: a word of nothing else is none.
        sharing = np.bincount(word, shared > 1)
        doubt |= (sharing > np.maximum(_MOST_LIGATED, 0.6 * np.bincount(word)))[word]
        sure: Mask = ~doubt & ~said
        return sure

    def _judged(self, chosen: Ints, ink: Ink) -> tuple[Mask, Mask]:
        """Whether glyphs can be judged by their shapes, and whether they pass."""
        chars = [self.glyphs[i].char for i in chosen]
        boxes = self.exact[chosen]
        turned = self.page.get_rotation() // 90
        turns = np.array([((self.glyphs[i].turn or 0) - turned) % 4 for i in chosen])
        known, like = np.zeros((2, len(chosen)), dtype=bool)

        def judge(which: Mask, ink: Ink, boxes: NDArray[np.float64]) -> None:
            said = [char for char, taken in zip(chars, which, strict=True) if taken]
            known[which], like[which] = judged(said, boxes[which], ink, turns[which])

        small = (boxes[:, 3] - boxes[:, 1]) < _SMALL
        if small.any():
            fine = self.inked.in_grey(_SHAPE_SCALE)
            judge(small, fine, boxes * (fine.shape[1] / ink.shape[1]))
        # Letters of a pale type are too faint in grey.
        judge(~known, ink, boxes)
        return known, like
