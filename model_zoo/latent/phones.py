"""What codes tell of phones: the share of the phones' information that is in the codes, and how pure each code is.

Phone-normalised mutual information and phone purity (Hsu et al. 2021, HuBERT, sec. IV.C), from codes and phones that
stand side by side, one pair every 20 ms. Phones come from label files beside a sound.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model_zoo.errors import ModelError

Counts = NDArray[np.int64]
ENDINGS = (".lab", ".phn")
"""Of label files: ESPS/Festival (`end colour phone`) or HTK seconds (`begin end phone`), and TIMIT samples."""
_TIMIT_RATE = 16_000


@dataclass(frozen=True, slots=True)
class Labels:
    """Phones of a sound one after the other: `ends` [n] in seconds, `names` [n]."""

    ends: tuple[float, ...]
    names: tuple[str, ...]

    def at(self, seconds: NDArray[np.floating[Any]]) -> list[str]:
        """The phone at each time; "" behind the last."""
        places = np.searchsorted(np.asarray(self.ends), seconds, side="right")
        return [self.names[k] if k < len(self.names) else "" for k in places]


def read_labels(path: Path) -> Labels:
    """Read one label file. ModelError with a sentence if it holds none, or times that go backwards."""
    ends: list[float] = []
    names: list[str] = []
    scale = _TIMIT_RATE if path.suffix == ".phn" else 1
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            parts = line.split()
            if len(parts) == 3:
                # Festival puts the end first and then a colour; all others the beginning and the end.
                at = parts[0] if parts[1].isdigit() and "." in parts[0] else parts[1]
                ends.append(float(at) / scale)
                names.append(parts[2])
    except (OSError, ValueError) as error:
        raise ModelError(f"{path.name} cannot be read as phone labels: {error}.") from error
    if not names or any(b < a for a, b in itertools.pairwise(ends)):
        raise ModelError(
            f"{path.name} holds no phones in order: a line needs begin, end and phone, or end, colour and phone."
        )
    return Labels(tuple(ends), tuple(names))


def labels_beside(sound: Path) -> Labels | None:
    """The labels in a file of the sound's name beside it; None if there is none."""
    for ending in ENDINGS:
        if (path := sound.with_suffix(ending)).is_file():
            return read_labels(path)
    return None


def joint(
    codes: Sequence[int] | NDArray[np.int64], phones: Sequence[str], size: int
) -> tuple[Counts, list[str]]:
    """How often each code stands with each phone: [size, phones], and the phones' names; "" is no phone."""
    names = sorted({phone for phone in phones if phone})
    places = {name: k for k, name in enumerate(names)}
    table = np.zeros((size, len(names)), dtype=np.int64)
    for code, phone in zip(codes, phones, strict=True):
        if phone:
            table[int(code), places[phone]] += 1
    return table, names


def entropy(counts: NDArray[np.int64]) -> float:
    """Of the distribution that counts are of, in nats."""
    shares = counts[counts > 0] / max(1, int(counts.sum()))
    return float(-(shares * np.log(shares)).sum())


def pnmi(table: Counts) -> float:
    """I(phone; code) / H(phone) of a table [codes, phones]: 0 if codes tell nothing, 1 if they tell all."""
    of_phones = entropy(table.sum(axis=0))
    if not of_phones:
        return 0.0
    return (of_phones + entropy(table.sum(axis=1)) - entropy(table.ravel())) / of_phones


def purity(table: Counts) -> float:
    """Share of frames whose phone is the most frequent one of their code."""
    return float(table.max(axis=1).sum() / max(1, table.sum()))


def by_phone(table: Counts) -> list[int]:
    """Codes in an order in which those of one phone stand together, purest first; codes never chosen are left out."""
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    best = shares.argmax(axis=1)
    used = np.flatnonzero(table.sum(axis=1))
    return [int(k) for k in sorted(used, key=lambda k: (best[k], -shares[k].max(), k))]
