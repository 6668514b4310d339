"""An index on disk: sentences, their words, and the words' vectors at one layer or several, all memory-mapped.

about.json          what is indexed; written last, so that an index with it has all its words
texts.utf8          every sentence, one behind the other
texts.i64, first.i64   [sentences + 1] where each begins: its bytes, its first word's row
words.i32           [rows, 3]: start and end of a word in its sentence (characters), number of its spelling
names.txt           the spellings, one a line, case folded
layer-06.f16        [rows, width] directions (vectors of length 1; zero where a model read nothing)
layer-06.json       {"sentences": n}: so many are safely on the disk
map-06.npy          [rows, 2] float32, the two strongest principal components
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]

#: Changes when an index of an earlier version could not be read, or would be cut otherwise.
FORMAT = 1
#: Bytes of a number of a vector.
NUMBER = 2


@dataclass(frozen=True, slots=True)
class About:
    """What an index holds: `rows` words of so many sentences, of a corpus of this name and sha256."""

    name: str
    sha256: str
    column: str
    model: str
    width: int
    sentences: int
    rows: int


@dataclass(frozen=True, slots=True)
class Place:
    """A word where it stands: its row, its sentence by number, the sentence, and text[start:end]."""

    row: int
    sentence: int
    text: str
    start: int
    end: int


class Index:
    """An index in its folder. Opening maps files and reads none; OSError or ValueError where they do not fit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        about: dict[str, Any] = json.loads((folder / "about.json").read_bytes())
        self.about = About(**about)
        count = self.about.sentences
        self._bytes = np.memmap(folder / "texts.utf8", np.uint8, "r")
        self._begins = _mapped(folder / "texts.i64", np.int64, (count + 1,))
        self.first = _mapped(folder / "first.i64", np.int64, (count + 1,))
        self.words = _mapped(folder / "words.i32", np.int32, (self.about.rows, 3))

    def __len__(self) -> int:
        return self.about.rows

    @cached_property
    def names(self) -> list[str]:
        """The spellings by number."""
        return (self.folder / "names.txt").read_text(encoding="utf-8").split("\n")[:-1]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The numbers of the spellings."""
        return {name: number for number, name in enumerate(self.names)}

    def text(self, sentence: int) -> str:
        """A sentence by its number."""
        begin, end = self._begins[sentence : sentence + 2].tolist()
        return bytes(self._bytes[begin:end]).decode("utf-8")

    def sentences_of(self, rows: Rows) -> Rows:
        """The number of the sentence of each row."""
        return np.searchsorted(self.first, rows, side="right") - 1

    def place(self, row: int) -> Place:
        """The word of a row, in its sentence."""
        sentence = int(self.sentences_of(np.array([row]))[0])
        start, end, _ = self.words[row].tolist()
        return Place(row, sentence, self.text(sentence), start, end)

    def name(self, row: int) -> str:
        """The spelling of a row's word, case folded."""
        return self.names[int(self.words[row, 2])]

    def rows_of(self, names: Sequence[str]) -> Rows:
        """The rows where these words stand one behind the other in a sentence; of each such place the first."""
        wanted = [self.numbers.get(name, -1) for name in names]
        if not wanted or -1 in wanted:
            return np.empty(0, np.int64)
        kinds = self.words[:, 2]
        found = np.flatnonzero(kinds == wanted[0])
        for step, number in enumerate(wanted[1:], 1):
            found = found[found + step < len(self)]
            found = found[kinds[found + step] == number]
        if len(wanted) > 1 and len(found):
            found = found[self.sentences_of(found) == self.sentences_of(found + len(wanted) - 1)]
        return found

    # -- layers ---------------------------------------------------------------------------------------------

    def vectors(self, layer: int) -> NDArray[np.float16]:
        """The directions of a finished layer [rows, width], mapped."""
        return _mapped(self.layer_file(layer), np.float16, (len(self), self.about.width))

    def layer_file(self, layer: int) -> Path:
        """Where a layer's directions lie."""
        return self.folder / f"layer-{layer:02}.f16"

    def map_file(self, layer: int) -> Path:
        """Where a layer's map lies."""
        return self.folder / f"map-{layer:02}.npy"

    def marker(self, layer: int) -> Path:
        """Where it stands how many sentences of a layer are on the disk."""
        return self.folder / f"layer-{layer:02}.json"

    def done(self, layer: int) -> int:
        """How many sentences of a layer are on the disk for certain."""
        try:
            done = int(json.loads(self.marker(layer).read_bytes())["sentences"])
            size = self.layer_file(layer).stat().st_size
        except (OSError, ValueError, KeyError, TypeError):
            return 0
        fits = 0 <= done <= self.about.sentences and size >= self.bytes_of(done)
        return done if fits else 0

    def bytes_of(self, sentences: int) -> int:
        """How long a layer's file is with so many sentences."""
        return int(self.first[sentences]) * self.about.width * NUMBER

    def finished(self) -> tuple[int, ...]:
        """The layers that hold all sentences."""
        known = sorted(int(path.stem.removeprefix("layer-")) for path in self.folder.glob("layer-*.json"))
        return tuple(layer for layer in known if self.done(layer) == self.about.sentences)

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(path.stat().st_size for path in self.folder.iterdir() if path.is_file())


def opened(folder: Path) -> Index | None:
    """The index of a folder, or None where there is none that can be used."""
    try:
        return Index(folder)
    except (OSError, ValueError, TypeError):
        return None


def about_text(about: About) -> bytes:
    """What about.json holds."""
    return json.dumps(asdict(about), ensure_ascii=True, indent=1).encode("ascii")


def _mapped(path: Path, kind: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    return np.memmap(path, kind, "r", shape=shape)
