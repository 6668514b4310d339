"""What a code or a vector still tells of what it should have lost: linear probes, against chance.

A speaker who can be read off the content code has leaked into it, and so has a sentence that can be read off the
speaker's vector (the probes of Qian et al. 2019, AutoVC, section 5.4, and of van Niekerk et al. 2022). Probes are
asked about what they were not trained on: speakers in sentences that they have not heard, sentences by voices that
they have not heard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Report = Callable[[str], None]

FRAMES = 24
"""Frames of an utterance that the frame-wise probe sees, evenly spaced."""
FOLDS = 6
_LEAST = 1e-3
"""Of the largest number there is: what spreads less is nothing."""
_WIDTH = 1.96
"""Standard normal quantile of a 95 % interval."""

KINDS = {
    "speaker_in_code": "speaker, from the content code's statistics over an utterance",
    "speaker_in_frames": "speaker, from single frames of the content code",
    "content_in_vector": "sentence, from the speaker's vector",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """Share of right answers with its 95 % interval (`low`, `high`); `chance` is the most frequent label's share.

    `count` is the number of utterances: frames of one utterance say the same, so that they count once.
    """

    accuracy: float
    low: float
    high: float
    chance: float
    count: int


def pooled(code: Array) -> Array:
    """Statistics over time: [channels, frames] -> [4 channels].

    Mean, standard deviation, skewness, and the standard deviation of the steps from frame to frame. Instance
    normalisation fixes the first two; alone they would say that nothing leaks, whatever does.
    """
    mean, spread = code.mean(axis=1), code.std(axis=1)
    skew = (((code - mean[:, None]) / np.maximum(spread, 1e-6)[:, None]) ** 3).mean(axis=1)
    steps = np.diff(code, axis=1).std(axis=1) if code.shape[1] > 1 else np.zeros_like(spread)
    return np.concatenate([mean, spread, skew, steps])


def _scaled(learned: Array, asked: Array) -> tuple[Array, Array]:
    """Both by the mean and spread of what is learned from.

    What hardly varies is left out: behind instance normalisation stands a mean of 1e-6, whose sign no decoder hears
    and a probe would read.
    """
    mean, spread = learned.mean(axis=0), learned.std(axis=0)
    kept = spread > _LEAST * max(1e-9, float(np.abs(learned).max()))
    scale = np.where(kept, 1.0 / np.where(kept, spread, 1.0), 0.0).astype(np.float32)
    return (learned - mean) * scale, (asked - mean) * scale


def interval(accuracy: float, count: int) -> tuple[float, float]:
    """95 % interval of a share of `count` (Wilson 1927): it is not empty at 0 and 1 either."""
    centre = (accuracy + _WIDTH**2 / (2 * count)) / (1 + _WIDTH**2 / count)
    half = (
        _WIDTH
        / (1 + _WIDTH**2 / count)
        * sqrt(accuracy * (1 - accuracy) / count + _WIDTH**2 / (4 * count**2))
    )
    return max(0.0, centre - half), min(1.0, centre + half)


def probe(
    vectors: Array,
    labels: Sequence[str],
    groups: Sequence[str],
    utterances: Sequence[int] | None = None,
    report: Report = lambda note: None,
) -> Probe:
    """Multinomial logistic regression, cross-validated so that no group is both learned and asked.

    vectors [n, d], labels [n], groups [n]; `utterances` [n] says which rows are of one recording (left out: each is
    one of its own). ValueError if there are fewer than two labels or two groups, or if a fold's labels are never
    learned.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    names, wanted = np.unique(np.asarray(labels), return_inverse=True)
    kinds = np.unique(np.asarray(groups), return_inverse=True)[1]
    folds = min(FOLDS, int(kinds.max(initial=-1)) + 1)
    if len(names) < 2 or folds < 2:
        raise ValueError("a probe needs at least two labels and two groups to learn from and to ask")
    right = np.zeros(len(wanted))
    for number, (learned, asked) in enumerate(GroupKFold(folds).split(vectors, wanted, kinds)):
        report(f"fold {number + 1} of {folds}")
        if len(np.unique(wanted[learned])) < 2:
            raise ValueError("a probe needs two labels at least in what it learns from")
        known, unknown = _scaled(vectors[learned], vectors[asked])
        judge = LogisticRegression(max_iter=400).fit(known, wanted[learned])
        right[asked] = judge.predict(unknown) == wanted[asked]
    rows = np.arange(len(wanted)) if utterances is None else np.asarray(utterances)
    count = len(np.unique(rows))
    accuracy = float(right.mean())
    low, high = interval(accuracy, count)
    return Probe(accuracy, low, high, float(np.bincount(wanted).max() / len(wanted)), count)


def probes(
    codes: Sequence[Array],
    vectors: Array,
    speakers: Sequence[str],
    contents: Sequence[str] | None,
    report: Report = lambda note: None,
) -> dict[str, Probe]:
    """All probes of `KINDS` for one variant.

    codes: one [channels, frames] for each utterance; vectors [n, speaker]; who speaks and what. Without `contents`
    (every recording says something else) the speaker is asked in recordings not learned from, and the last probe
    is left out. ValueError as `probe`.
    """
    said = list(contents) if contents is not None else [f"{k}" for k in range(len(codes))]
    found = {
        "speaker_in_code": probe(np.stack([pooled(code) for code in codes]), speakers, said, None, report)
    }
    frames, owners = _frames(codes)
    found["speaker_in_frames"] = probe(
        frames, [speakers[k] for k in owners], [said[k] for k in owners], owners.tolist(), report
    )
    if contents is not None:
        found["content_in_vector"] = probe(vectors, said, speakers, None, report)
    return found


def _frames(codes: Sequence[Array]) -> tuple[Array, NDArray[np.int64]]:
    """Some frames of each code [rows, channels], and the utterance that each is of [rows]."""
    rows, owners = [], []
    for number, code in enumerate(codes):
        places = np.unique(np.linspace(0, code.shape[1] - 1, FRAMES).astype(int))
        rows.append(code[:, places].T)
        owners.append(np.full(len(places), number))
    return np.concatenate(rows), np.concatenate(owners)
