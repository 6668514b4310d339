"""Builds an index out of core: the words of a corpus once, then their vectors, layer by layer where one stopped.

A chunk of sentences is read by the model, written and brought to the disk before its marker says so. What is stopped,
killed or out of room goes on from the last marker. Chunks are cut by their sentences' numbers alone, so that a build
that was stopped computes the same batches, and thus the same numbers, as one that was not.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import time
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import numpy as np
import psutil
from numpy.typing import NDArray

from model_zoo.cards import Report
from model_zoo.embedding.encode import tokens
from model_zoo.embedding.index import sentences as cutting
from model_zoo.embedding.index.store import FORMAT, About, Index, about_text, opened
from model_zoo.embedding.index.texts import CorpusError, texts
from model_zoo.embedding.reading import Reading, read
from model_zoo.loaders.encoder import Encoder

Floats = NDArray[np.float32]

#: Sentences between two markers: seconds of work, and enough of them to find others of their length.
CHUNK = 2048
#: Characters of the longest piece: a model's window of so many tokens holds it.
_LONGEST = 512
#: Bytes that an index leaves to everybody else on the disk.
_RESERVE = 200_000_000
#: How far the bar goes while the words are read.
_READING = 0.03
_OFTEN = 500


def folder_of(cache: Path, encoder: Encoder, sha256: str, column: str) -> Path:
    """The folder of the index of a corpus (by its sha256) for a model: all that its numbers depend on."""
    told: dict[str, object] = json.loads(encoder.tokenizer.backend_tokenizer.to_str())
    for setting in ("truncation", "padding"):  # of the last reading, not of the tokenizer
        told.pop(setting, None)
    tokenizer = hashlib.sha256(json.dumps(told).encode())
    kind = str(next(encoder.model.parameters()).dtype)
    parts = [FORMAT, encoder.card.sha256, tokenizer.hexdigest(), kind, sha256, column, _most(encoder)]
    return cache / hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:20]


def words_of_corpus(
    folder: Path, encoder: Encoder, corpus: Path, sha256: str, column: str, report: Report
) -> Index:
    """Cut the corpus into sentences and words, unless that is done. Raises CorpusError."""
    found = opened(folder)
    if found is not None:
        return found
    with room(folder, 0.0):
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        draft = folder / f"draft-{os.getpid()}"
        draft.mkdir(exist_ok=True)
        try:
            sentences, rows = _scan(draft, corpus, column, _most(encoder), report)
            about = About(corpus.name, sha256, column, encoder.card.sha256, encoder.width, sentences, rows)
            (draft / "about.json").write_bytes(about_text(about))
            for name in ("texts.utf8", "texts.i64", "first.i64", "words.i32", "names.txt", "about.json"):
                (draft / name).replace(folder / name)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return Index(folder)


def bytes_needed(index: Index, layers: Sequence[int]) -> int:
    """Bytes that these layers will still take, with their maps."""
    full = index.bytes_of(index.about.sentences)
    missing = sum(full - index.bytes_of(index.done(layer)) for layer in layers)
    return missing + sum(8 * len(index) for layer in layers if not index.map_file(layer).exists())


def checkroom(index: Index, layers: Sequence[int]) -> None:
    """Raises CorpusError where the disk has no room for these layers."""
    need, free = bytes_needed(index, layers), shutil.disk_usage(index.folder).free
    if need and need + _RESERVE > free:
        raise CorpusError(
            f"The index of {len(index):,} words needs {gigabytes(need)} for "
            f"{'layer' if len(layers) == 1 else 'layers'} {', '.join(map(str, layers))}, and the disk of "
            f"{index.folder.parent} has {gigabytes(free)} free: make room, take fewer layers, or part of the corpus."
        )


def vectors_of_words(index: Index, encoder: Encoder, layers: Sequence[int], report: Report) -> None:
    """Compute what is missing of these layers, from the last marker on. Raises CorpusError when the disk is full."""
    done = {layer: index.done(layer) for layer in layers}
    missing = [layer for layer in layers if done[layer] < index.about.sentences]
    if not missing:
        return
    checkroom(index, missing)
    begin = min(done[layer] for layer in missing) // CHUNK * CHUNK
    pace = _Pace(index, begin, missing, report)
    for start in range(begin, index.about.sentences, CHUNK):
        stop = min(start + CHUNK, index.about.sentences)
        found = _vectors(index, encoder, range(start, stop), missing, pace.within(start, stop))
        with room(index.folder, start / index.about.sentences):
            for number, layer in enumerate(missing):
                if stop > done[layer]:
                    _append(index, layer, start, stop, found[number])


def gigabytes(size: int) -> str:
    """A size as people say it."""
    return f"{size / 1e9:.2f} GB" if size >= 1e8 else f"{size / 1e6:.1f} MB"


def _most(encoder: Encoder) -> int:
    return max(32, min(_LONGEST, encoder.window - 2))


def _scan(draft: Path, corpus: Path, column: str, most: int, report: Report) -> tuple[int, int]:
    """Write the words of the corpus into a draft; give how many sentences and words there are."""
    numbers: dict[str, int] = {}
    begins, first, rows, sentences = array("q", [0]), array("q", [0]), 0, 0
    with (draft / "texts.utf8").open("wb") as file, (draft / "words.i32").open("wb") as words:
        for count, (text, share) in enumerate(texts(corpus, column)):
            if count % _OFTEN == 0:
                report(share * _READING, f"Reading {corpus.name}: {rows:,} words")
            for sentence in cutting.sentences(text.encode("utf-8", "replace").decode("utf-8"), most):
                spans = cutting.units(sentence)
                if not spans:
                    continue
                line = array("i")
                for start, end in spans:
                    name = sentence[start:end].casefold()
                    line.extend((start, end, numbers.setdefault(name, len(numbers))))
                line.tofile(words)
                begins.append(begins[-1] + file.write(sentence.encode("utf-8")))
                rows += len(spans)
                first.append(rows)
                sentences += 1
                if sentences % _OFTEN == 0:
                    report(share * _READING, f"Reading {corpus.name}: {rows:,} words")
    if not rows:
        raise CorpusError(f"“{corpus.name}” holds no words: choose a file with text in it.")
    for numbers_, name in ((begins, "texts.i64"), (first, "first.i64")):
        with (draft / name).open("wb") as file:
            numbers_.tofile(file)
    (draft / "names.txt").write_text("\n".join(numbers) + "\n", encoding="utf-8", newline="\n")
    return sentences, rows


def _vectors(
    index: Index, encoder: Encoder, numbers: range, layers: Sequence[int], report: Report
) -> NDArray[np.float16]:
    """Directions of all words of some sentences: [layers, words, width], a word of several pieces their mean."""
    base = int(index.first[numbers.start])
    found = np.zeros((len(layers), int(index.first[numbers.stop]) - base, encoder.width), np.float16)
    readings = read(encoder, [index.text(number) for number in numbers], report)
    for row, vectors in tokens(encoder, readings, layers, report):
        begin, end = index.first[numbers.start + row : numbers.start + row + 2].tolist()
        found[:, begin - base : end - base] = _means(readings[row], index.words[begin:end], vectors)
    return found


def _means(reading: Reading, words: NDArray[np.int32], vectors: Floats) -> NDArray[np.float16]:
    """Directions of the words [n, 3] of one sentence: [layers, n, width]; zero for a word without a token."""
    inner = reading.inner
    spans = np.array([reading.spans[place] for place in inner], np.int64).reshape(-1, 2)
    places = np.array(inner, np.int64)
    # Tokens come in the order of the text: those of a word begin with the first that ends behind its start.
    low = np.searchsorted(spans[:, 1], words[:, 0], side="right")
    high = np.searchsorted(spans[:, 0], words[:, 1], side="left")
    total = np.zeros((len(vectors), len(words), vectors.shape[2]), np.float32)
    for step in range(int((high - low).max(initial=0))):
        here = low + step < high
        total[:, here] += vectors[:, places[low[here] + step]]
    lengths = np.linalg.norm(total, axis=2, keepdims=True)
    return np.divide(total, lengths, out=np.zeros_like(total), where=lengths > 1e-12).astype(np.float16)


def _append(index: Index, layer: int, start: int, stop: int, vectors: NDArray[np.float16]) -> None:
    """Write a chunk where it belongs, bring it to the disk, and only then say that it is there."""
    path = index.layer_file(layer)
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.seek(index.bytes_of(start))
        file.write(np.ascontiguousarray(vectors).data)
        _sync(file)
    marker = index.marker(layer)
    fresh = marker.with_suffix(f".{os.getpid()}.tmp")
    with fresh.open("wb") as file:
        file.write(json.dumps({"sentences": stop}).encode())
        _sync(file)
    fresh.replace(marker)


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextlib.contextmanager
def room(folder: Path, share: float) -> Iterator[None]:
    """Say it in a sentence where the disk is full or cannot be written."""
    try:
        yield
    except CorpusError:
        raise
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
            raise
        if error.errno in (errno.EACCES, errno.EROFS):
            raise CorpusError(f"The index cannot be written to {folder}: {error.strerror}.") from error
        raise CorpusError(
            f"The disk is full; {share:.0%} of the index are kept: make room on the disk of {folder.parent} and run "
            "again, it goes on from there."
        ) from error


def _sweep(folder: Path) -> None:
    """Take away what a build left that was killed while it read the corpus."""
    for draft in folder.glob("draft-*"):
        number = draft.name.removeprefix("draft-")
        if not number.isdigit() or not psutil.pid_exists(int(number)):
            shutil.rmtree(draft, ignore_errors=True)


class _Pace:
    """Tells how far the build is, and how long it may still take."""

    def __init__(self, index: Index, begin: int, layers: Sequence[int], report: Report) -> None:
        self._index, self._report = index, report
        self._begin, self._time = int(index.first[begin]), time.monotonic()
        size = gigabytes(bytes_needed(index, layers))
        named = f"layer {layers[0]}" if len(layers) == 1 else f"{len(layers)} layers"
        self._size = f"{named}, {size} to write"

    def within(self, start: int, stop: int) -> Report:
        """The report of one chunk."""
        low, high = int(self._index.first[start]), int(self._index.first[stop])

        def report(fraction: float | None, _note: str) -> None:
            # Tokenizing is the first and smallest part of a chunk: it counts for nothing.
            done = low + (high - low) * (fraction or 0.0) if _note.startswith("Text ") else low
            every = len(self._index)
            words = f"{round(done):,} of {every:,} words, {self._size}"
            spent, gained = time.monotonic() - self._time, done - self._begin
            if spent > 3 and gained > 0:
                words += f", {_duration(spent / gained * (every - done))} left"
            self._report(_READING + (0.95 - _READING) * done / every, words)

        return report


def _duration(seconds: float) -> str:
    if seconds < 60:
        return "less than a minute"
    minutes = round(seconds / 60)
    return f"about {minutes} min" if minutes < 60 else f"about {minutes // 60} h {minutes % 60} min"
