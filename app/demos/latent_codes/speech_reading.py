"""What a code stands for, as far as labelled speech tells: its most frequent phone, and that one's family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from app.demos.latent_codes.speech_contract import PhoneTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: (name, phones of it in the letters of the CMU dictionary and of TIMIT), in the order of their colours.
FAMILIES = (
    ("pause", "pau sil h# epi sp #h"),
    ("vowel", "aa ae ah ao aw ax ax-h axr ay eh er ey ih ix iy ow oy uh uw ux"),
    ("nasal or glide", "m n ng em en eng nx l el r w y"),
    ("fricative", "f v th dh s z sh zh hh hv"),
    ("stop", "p b t d k g ch jh dx q pcl bcl tcl dcl kcl gcl"),
)
_FAMILY = {phone: number for number, (_, phones) in enumerate(FAMILIES) for phone in phones.split()}
UNKNOWN = len(FAMILIES)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The most frequent phone of a code, its share of the code's frames, and how many frames there were."""

    phone: str
    share: float
    frames: int


@dataclass(frozen=True, slots=True)
class Run:
    """A code that stands from frame `start` to `stop`, the end not included."""

    start: int
    stop: int
    code: int


def family_of(phone: str) -> int:
    """The place of a phone's family in FAMILIES; UNKNOWN if it is none of them."""
    return _FAMILY.get(phone.lower().rstrip("012"), UNKNOWN)


def meanings(tables: Sequence[PhoneTable]) -> dict[int, Meaning]:
    """What each code stands for; codes that no labelled frame had are left out."""
    table = next((one for one in tables if one.way == "codes"), None)
    if table is None:
        return {}
    found = {}
    for code, counts in zip(table.order, table.counts, strict=True):
        total = sum(counts)
        best = max(range(len(counts)), key=counts.__getitem__)
        found[code] = Meaning(table.phones[best], counts[best] / total, total)
    return found


def runs(codes: Sequence[int]) -> list[Run]:
    """Equal neighbours together."""
    found, at = [], 0
    for code, group in groupby(codes):
        length = sum(1 for _ in group)
        found.append(Run(at, at + length, code))
        at += length
    return found


def described(code: int, known: dict[int, Meaning]) -> str:
    """A code in words: “code 17, mostly s (71 % of its frames)”."""
    if code < 0:
        return "no code: left out"
    if code not in known:
        return f"code {code}"
    one = known[code]
    return f"code {code}, mostly {one.phone} ({one.share:.0%} of {one.frames:,} labelled frames)"


@dataclass(frozen=True, slots=True)
class Reading:
    """Frames that codes of one phone stand for, from `start` to `stop`."""

    start: int
    stop: int
    phone: str


def read_phones(codes: Sequence[int], known: dict[int, Meaning]) -> list[Reading]:
    """What codes read, equal neighbours together; codes that mean nothing known read as “?”."""
    names = [known[code].phone if code in known else "?" for code in codes]
    places = {name: number for number, name in enumerate(dict.fromkeys(names))}
    back = {number: name for name, number in places.items()}
    return [Reading(run.start, run.stop, back[run.code]) for run in runs([places[name] for name in names])]


def phone_order(phones: tuple[str, ...]) -> list[int]:
    """Places of phones by family, then by name."""
    return sorted(range(len(phones)), key=lambda k: (family_of(phones[k]), phones[k]))


def clustered(table: PhoneTable) -> tuple[NDArray[np.float32], list[int], list[str]]:
    """Shares of the phones in each code [phones, codes], codes in the phones' order, and the phones' names."""
    import numpy as np

    order = phone_order(table.phones)
    counts = np.asarray(table.counts, dtype=np.float32).reshape(len(table.order), len(table.phones))
    shares = (counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0))[:, order]
    best = shares.argmax(axis=1)
    columns = sorted(range(len(table.order)), key=lambda k: (best[k], -shares[k, best[k]]))
    return (
        np.ascontiguousarray(shares[columns].T),
        [table.order[k] for k in columns],
        [table.phones[k] for k in order],
    )
