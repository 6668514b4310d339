"""Known voices on a plane: two principal components of their vectors, triangles between them, and who is far away."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.demos.voice_conversion.contract import PlacedVoice, VoiceMap
from model_zoo.voices.voice import Voice

Array = NDArray[np.float32]

_SEMITONE = float(np.log(2.0) / 12.0)


class Gallery:
    """The known voices of one variant."""

    def __init__(self, voices: Mapping[str, Voice]) -> None:
        self.voices = dict(voices)
        self.names = tuple(self.voices)
        vectors = np.stack([voice.vector for voice in self.voices.values()]).astype(np.float64)
        self.mean: Array = vectors.mean(axis=0).astype(np.float32)
        _, sizes, axes = np.linalg.svd(vectors - self.mean, full_matrices=False)
        # The sign of a component is nobody's choice: the largest entry is made positive, so that maps agree.
        signs = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])
        self._axes = (axes * signs[:, None])[:2]
        self._explained = float((sizes[:2] ** 2).sum() / max(1e-12, (sizes**2).sum()))
        self._places = (vectors - self.mean) @ self._axes.T
        self._triangles = _triangles(self._places)
        self._near = _nearest(vectors)
        self._vectors = vectors

    def map(self, source: Voice, target: Voice, weights: Mapping[str, float]) -> VoiceMap:
        """Every known voice, and where source and target lie among them."""
        placed = tuple(
            self._placed(name, voice, weights.get(name, 0.0), place)
            for (name, voice), place in zip(self.voices.items(), self._places, strict=True)
        )
        here, there = (self._placed(k, v, 0.0) for k, v in (("source", source), ("target", target)))
        return VoiceMap(placed, self._triangles, here, there, round(self._explained, 4))

    def is_far(self, voice: Voice) -> bool:
        """Tell whether a voice is farther from all known ones than 99 % of them are from their next neighbour."""
        if not len(self._near):
            return False
        distance = np.linalg.norm(self._vectors - voice.vector, axis=1).min()
        return bool(distance > np.percentile(self._near, 99))

    def _placed(
        self, name: str, voice: Voice, weight: float, place: NDArray[np.float64] | None = None
    ) -> PlacedVoice:
        x, y = (voice.vector - self.mean) @ self._axes.T if place is None else place
        return PlacedVoice(
            name,
            round(float(x), 5),
            round(float(y), 5),
            round(float(np.exp(voice.log_pitch)), 2) if voice.log_pitch else 0.0,
            round(voice.pitch_spread / _SEMITONE, 3),
            weight,
        )


def _triangles(places: NDArray[np.float64]) -> tuple[tuple[int, int, int], ...]:
    """Delaunay's triangulation; () for fewer than three places, or if all are on a line."""
    if len(places) < 3:
        return ()
    from scipy.spatial import Delaunay, QhullError

    try:
        found = Delaunay(places).simplices
    except QhullError:
        return ()
    return tuple((int(a), int(b), int(c)) for a, b, c in found)


def _nearest(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each voice's distance to the nearest other one: [n]; [] if there is none."""
    if len(vectors) < 2:
        return np.zeros(0)
    between = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)
    np.fill_diagonal(between, np.inf)
    return between.min(axis=1)
