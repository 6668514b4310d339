"""What every codec of sounds can do, ours and others: numbers of codebooks out of a sound, and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model_zoo.cards import Card
from model_zoo.errors import ModelError

Array = NDArray[np.float32]
Numbers = NDArray[np.int16]
Report = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Coded:
    """What is kept of a sound, and all that it is rebuilt from.

    `numbers` [levels, codes], −1 where a level is left out; `tune` [codes], see `tune`; `voice` [speaker], whose
    numbers are those that half precision has; `samples` of the sound. Codecs that keep no pitch and no voice have
    zeros there, and no numbers.
    """

    numbers: Numbers
    tune: NDArray[np.uint8]
    voice: Array
    samples: int

    @property
    def count(self) -> int:
        """Codes of each level."""
        return int(self.numbers.shape[1])

    def save(self, path: Path, model: str) -> None:
        """Write an .npz; `model` is the id of the card that reads it."""
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                numbers=self.numbers,
                tune=self.tune,
                voice=self.voice.astype(np.float16),
                samples=np.int64(self.samples),
                model=np.str_(model),
            )


def read_coded(path: Path) -> Coded:
    """What `Coded.save` wrote. ModelError with a sentence if the file is none of those."""
    try:
        with np.load(path, allow_pickle=False) as kept:
            found = Coded(
                kept["numbers"].astype(np.int16),
                kept["tune"].astype(np.uint8),
                kept["voice"].astype(np.float32),
                int(kept["samples"]),
            )
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(f"{path.name} holds no speech codes: choose a file that was saved here.") from error
    if found.numbers.ndim != 2 or found.tune.shape != found.numbers.shape[1:] or found.voice.ndim != 1:
        raise ModelError(f"{path.name} is damaged: its codes, pitch and voice do not fit together.")
    return found


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The sound of codes: mono [samples]."""

    coded: Coded
    wave: Array


@dataclass(frozen=True, slots=True)
class Bits:
    """As they would be written plainly: `codes` (of all levels) and `pitch` a second, and the `voice` once."""

    codes: float
    pitch: float
    voice: int


class SoundCodec(Protocol):
    """`levels` codebooks of `size` codes, `rate` a second each, for sounds at `sample_rate` hertz.

    Where codes are `droppable`, a level after the first may have none (−1) at a place.
    """

    kind: str
    droppable: bool

    @property
    def card(self) -> Card: ...
    @property
    def levels(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def rate(self) -> float: ...
    @property
    def sample_rate(self) -> int: ...
    @property
    def bits(self) -> Bits: ...

    def encode(self, wave: Array, report: Report = ...) -> Coded:
        """Take a mono sound [samples] apart. ModelError if it is too short or silent."""

    def decode(self, coded: Coded, report: Report = ...) -> Rebuilt:
        """The sound of codes. ModelError if they are not of this model."""

    def redecode(self, before: Rebuilt, numbers: Numbers) -> tuple[Rebuilt, slice]:
        """The sound after a change of some codes, and the samples that were computed anew."""

    def hertz(self, coded: Coded) -> Array:
        """The pitch that is kept beside the codes, 100 frames a second; empty if none is."""
