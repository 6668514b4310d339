"""A look at a corpus before it is indexed: its columns, about how many words, and what the index will take."""

from __future__ import annotations

import itertools
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from app.core.contract import Progress, UserError
from app.core.paths import cache_dir
from app.demos.contextual_embeddings.corpus_words import size
from model_zoo.cards import find
from model_zoo.embedding.index.sentences import units
from model_zoo.embedding.index.texts import CorpusError, column_of, columns, texts
from model_zoo.errors import ModelError

#: Texts that are counted; the rest of the file is taken to be like them.
_SAMPLE = 3000
#: Bytes of a word in an index, beside those of its vector: the word, its sentence, its place on the map.
_BESIDE = 26


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first look at a file found."""

    corpus: str
    columns: tuple[str, ...]
    column: str
    bytes: int
    words: int  # about
    width: int | None  # of the model's vectors, where its folder says it
    free: int  # bytes on the disk

    def told(self) -> str:
        """Say it before anything is built."""
        name = Path(self.corpus).name
        where = f", column “{self.column}”" if self.column else ""
        words = f"{name}{where}: {size(self.bytes)}, about {_round(self.words):,} words."
        if self.width is not None:
            need = self.words * (2 * self.width + _BESIDE)
            words += f" The index of one layer takes about {size(need)}; {size(self.free)} are free."
        return f"{words} Run builds it, once; Stop keeps what is done."


def survey(corpus: str, column: str, model: str | None, progress: Progress) -> Survey:
    """Look at a file. Raises UserError for what cannot be indexed."""
    path = Path(corpus.strip()).expanduser()
    try:
        names = columns(path)
        found = column_of(path, column)
        words, read = 0, 1.0
        for number, (text, share) in enumerate(itertools.islice(texts(path, found), _SAMPLE)):
            if number % 100 == 0:
                progress.report(None, f"Looking at {path.name}")
            words, read = words + len(units(text)), share
        total = path.stat().st_size
    except CorpusError as error:
        raise UserError(str(error), error.field) from error
    except OSError as error:
        raise UserError(f"The corpus cannot be read: {error.strerror or error}.", "corpus") from error
    about = round(words / max(read, 1e-9))
    free = shutil.disk_usage(cache_dir()).free
    return Survey(corpus, names, found, total, about, _width(model, progress), free)


def _width(model: str | None, progress: Progress) -> int | None:
    """The length of a model's vectors as its configuration says it; None where it does not."""
    try:
        folder = find(model, progress.report).path if model else None
        if folder is None:
            return None
        config = json.loads((folder / "config.json").read_bytes())
        return int(config.get("hidden_size") or config["dim"])
    except (ModelError, OSError, ValueError, KeyError, TypeError):
        return None


def _round(count: int) -> int:
    """Two figures: more are not known."""
    step = 10 ** max(0, len(str(count)) - 2)
    return round(count / step) * step
