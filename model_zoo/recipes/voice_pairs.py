"""Two voices that say the same sentence: which moment of the one is which moment of the other."""

from __future__ import annotations

import numpy as np
import torch
from numba import njit
from numpy.typing import NDArray
from scipy.fft import dct
from torch import Tensor

from model_zoo.nets.voice_converter import VoiceConverter
from model_zoo.recipes.voice_corpus import SPEEDS, Corpus

Floats = NDArray[np.float32]

_ORDER = 13
"""Coefficients, from the level on. Not scaled one by one: the first tell most, and where the pauses are."""
_EASE = 3
"""Frames over which a path is smoothed, for its stairs."""


class Pairs:
    """Recordings of a corpus whose sentence other speakers said too: `partners` of a row are rows that say the same.

    Alignments are made when they are first asked for: between two voices' envelopes, or, once there is a
    `converter`, between the target's recording and what it makes of the source in the target's voice. One voice is
    aligned with itself more exactly than two with each other (as in INCA, Erro et al. 2010).
    """

    def __init__(self, corpus: Corpus, converter: VoiceConverter | None = None) -> None:
        self._corpus, self._converter = corpus, converter
        said: dict[str, list[int]] = {}
        for row, recording in enumerate(corpus.recordings):
            said.setdefault(recording.text, []).append(row)
        self.partners = {row: [r for r in rows if r != row] for rows in said.values() for row in rows}
        self.partners = {row: others for row, others in self.partners.items() if others}
        self._paths: dict[tuple[int, int], Floats] = {}
        self._shapes: dict[int, Floats] = {}

    def path(self, source: int, target: int) -> Floats:
        """Frame of `source` at each frame of `target` [frames]."""
        if (source, target) not in self._paths:
            net = self._converter
            said = self._shape(source) if net is None else self._spoken(net, source, target)
            self._paths[source, target] = aligned(said, self._shape(target))
        return self._paths[source, target]

    def _shape(self, row: int) -> Floats:
        """Of a recording's envelope, or of its mel if there are converted ones to compare."""
        if row not in self._shapes:
            heard = self._envelope(row) if self._converter is None else self._mel(row)
            self._shapes[row] = shape(heard)
        return self._shapes[row]

    @torch.no_grad()
    def _spoken(self, net: VoiceConverter, source: int, target: int) -> Floats:
        """The shape of what a converter makes of `source` in the voice of `target`, at the source's pace."""
        first, last = self._corpus.begins[source : source + 2]
        hertz = torch.from_numpy(self._corpus.hertz[first:last].copy())[None]
        envelope, reference = _row(self._envelope(source)), _row(self._mel(target))
        return shape(net(envelope, hertz, reference)[0][0].T.numpy())

    def _envelope(self, row: int) -> Floats:
        first, last = self._corpus.begins[row : row + 2]
        return self._corpus.envelope[first:last].astype(np.float32)

    def _mel(self, row: int) -> Floats:
        """At its own speed, as many frames as the envelope has."""
        speed, frames = SPEEDS.index(1.0), int(self._corpus.begins[row + 1] - self._corpus.begins[row])
        first = self._corpus.mel_begins[speed][row]
        return self._corpus.mels[speed][first : first + frames].astype(np.float32)


def _row(frames: Floats) -> Tensor:
    return torch.from_numpy(frames.T.copy())[None]


def shape(envelope: Floats) -> Floats:
    """What is compared: the cepstrum of a log envelope or mel [frames, bands] without its mean: [frames, order]."""
    cepstrum = dct(envelope, axis=1, norm="ortho")[:, :_ORDER]
    found: Floats = (cepstrum - cepstrum.mean(axis=0)).astype(np.float32)
    return found / (found.std() + 1e-5)


def aligned(a: Floats, b: Floats) -> Floats:
    """Dynamic time warping of [frames, d] (Sakoe and Chiba 1978, symmetric): the place in `a` at each frame of `b`.

    Where several frames of `a` meet one of `b`, their mean.
    """
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None] - 2.0 * a @ b.T
    places = _best(np.sqrt(np.maximum(squares, 0.0)).astype(np.float64))
    wide = np.pad(places, _EASE // 2, mode="edge")
    window = np.hanning(_EASE + 2)[1:-1]
    return np.convolve(wide, window / window.sum(), "valid").astype(np.float32)


@njit(cache=True)  # type: ignore[untyped-decorator]
def _best(cost: NDArray[np.float64]) -> NDArray[np.float64]:
    """The cheapest way through [frames of a, frames of b], as the mean row at each column."""
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf)
    total[0, 0] = 0.0
    for i in range(rows):
        for j in range(columns):
            straight = total[i, j] + 2.0 * cost[i, j]
            aside = min(total[i, j + 1], total[i + 1, j]) + cost[i, j]
            total[i + 1, j + 1] = min(straight, aside)
    sums, counts = np.zeros(columns), np.zeros(columns)
    i, j = rows, columns
    while i > 0 and j > 0:
        sums[j - 1] += i - 1
        counts[j - 1] += 1
        here, step = total[i, j], cost[i - 1, j - 1]
        if here == total[i - 1, j - 1] + 2.0 * step:
            i, j = i - 1, j - 1
        elif here == total[i - 1, j] + step:
            i -= 1
        else:
            j -= 1
    found: NDArray[np.float64] = sums / np.maximum(counts, 1.0)
    return found
