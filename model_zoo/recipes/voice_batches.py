"""Crops to learn voices from: content, tune and mel of one utterance, and another utterance of the same voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model_zoo.nets.voice_converter import VoiceConverter
from model_zoo.recipes.voice_corpus import SPEEDS, Corpus
from model_zoo.recipes.voice_pairs import Pairs
from model_zoo.voices.features import FeatureSetup, between_bands, corners

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Spoiling:
    """How the content input is spoilt, so that the encoder cannot read the voice in it: 0 leaves it as it is."""

    warp: float = 0.2
    """Formants move by up to this share: a longer or shorter throat (Jaitly and Hinton 2013)."""
    tilt: float = 1.5
    """Natural logarithm from the lowest band to the highest."""
    noise: float = 0.5
    """Share of crops with a floor of noise, 30 to 70 dB below the loudest band."""


def warp_matrix(setup: FeatureSetup, factor: float) -> Array:
    """[bands, bands]: row i reads the log spectrum at `factor` times the middle of band i, between two bands."""
    return between_bands(corners(setup)[1:-1] * factor, setup)


class Crops:
    """Random crops of a corpus, from a seed: the same seed gives the same crops."""

    def __init__(
        self,
        corpus: Corpus,
        setup: FeatureSetup,
        spoiling: Spoiling,
        seed: int,
        speeds: Sequence[int] = range(len(SPEEDS)),
        paired: float = 0.0,
        aligner: VoiceConverter | None = None,
    ) -> None:
        """`paired`: share of rows whose content is another speaker's, who says the same; `aligner`: see `Pairs`."""
        self.pairs = Pairs(corpus, aligner) if paired else None
        self.paired = paired
        self.corpus, self.setup, self.spoiling, self.speeds = corpus, setup, spoiling, list(speeds)
        self.random = np.random.default_rng(seed)
        self.lengths = np.diff(corpus.begins)
        self.weights = self.lengths / self.lengths.sum()
        names = np.array([recording.speaker for recording in corpus.recordings])
        self.same = {name: np.flatnonzero(names == name) for name in set(names)}

    def batch(self, rows: int, frames: int, reference: int) -> list[Tensor]:
        """Envelope and mel [rows, bands, frames], hertz [rows, frames], other mel [rows, bands, reference]."""
        picked = self.random.choice(len(self.weights), rows, p=self.weights)
        parts = [self._row(int(number), frames, reference) for number in picked]
        return [
            torch.from_numpy(np.stack(column)).float() for column in zip(*parts, strict=True)
        ]  # a float16 array becomes float32 here, once for the batch

    def _row(self, number: int, frames: int, reference: int) -> tuple[Array, Array, Array, Array]:
        partner = None
        if self.pairs and self.random.random() < self.paired:
            number = int(self.random.choice(list(self.pairs.partners)))
            partner = int(self.random.choice(self.pairs.partners[number]))
        speed = int(self.random.choice(self.speeds))
        other = int(self.random.choice(self.same[self.corpus.recordings[number].speaker]))
        mel, begin = self._mel(number, speed, frames)
        places = (begin + np.arange(frames)) * SPEEDS[speed]
        envelope, hertz = self._content(number, places)
        if partner is not None and self.pairs:
            path = self.pairs.path(partner, number)
            envelope, _ = self._content(partner, np.interp(places % len(path), np.arange(len(path)), path))
        hertz = (hertz * SPEEDS[speed]).astype(np.float32)
        return (
            self._spoilt(envelope).T,
            hertz,
            mel.T,
            self._mel(other, speed, reference)[0].T,
        )

    def _mel(self, number: int, speed: int, frames: int) -> tuple[Array, int]:
        """A crop at random, the recording over and over if it is too short, and where it begins."""
        first, last = self.corpus.mel_begins[speed][number : number + 2]
        begin = int(self.random.integers(0, max(1, last - first - frames + 1)))
        rows = first + (begin + np.arange(frames)) % (last - first)
        return self.corpus.mels[speed][rows].astype(np.float32), begin

    def _content(self, number: int, places: NDArray[np.floating[Any]]) -> tuple[Array, Array]:
        """Envelope and hertz at fractional frames; between two frames a straight line."""
        first, last = self.corpus.begins[number : number + 2]
        places = places % (last - first - 1)
        low = np.floor(places).astype(int)
        part = (places - low).astype(np.float32)[:, None]
        envelope = self.corpus.envelope[first + low].astype(np.float32) * (1 - part)
        envelope += self.corpus.envelope[first + low + 1].astype(np.float32) * part
        return envelope, self.corpus.hertz[first + np.round(places).astype(int)]

    def _spoilt(self, envelope: Array) -> Array:
        spoiling, random = self.spoiling, self.random
        if spoiling.warp:
            factor = np.exp(random.uniform(-1, 1) * np.log1p(spoiling.warp))
            envelope = envelope @ warp_matrix(self.setup, factor).T
        if spoiling.tilt:
            line = np.linspace(-0.5, 0.5, self.setup.bands, dtype=np.float32)
            envelope = envelope + random.uniform(-1, 1) * spoiling.tilt * line
        if random.random() < spoiling.noise:
            floor = envelope.max() - random.uniform(30, 70) * np.log(10) / 20
            hiss = floor + random.normal(0.0, 0.3, envelope.shape)
            envelope = np.logaddexp(envelope, hiss)
        return envelope.astype(np.float32)
