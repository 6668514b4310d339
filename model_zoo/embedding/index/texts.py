"""The texts of a file of the user's, one after the other and never all at once: plain text, CSV, TSV or Parquet."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from model_zoo.errors import ModelError

Piece = tuple[str, float]  # a text, and the share of the file that is read with it

_TABLES = (".csv", ".tsv")
_PARQUET = (".parquet", ".pq")
_HEAD = 1 << 16
_LONGEST_LINE = 1 << 20
_CELL = 1 << 27
_SAMPLE = 200  # rows by which the column of the texts is told
_NAMED = ("text", "sentence", "sentences", "content", "body", "article", "document")
#: Lines are looked at to tell whether they were broken to fit a page of so many characters.
_FIRST = 1000
_WRAPPED = range(40, 121)


class CorpusError(ModelError):
    """A corpus that cannot be indexed; `field` says whether the file ("corpus") or its "column" is at fault."""

    def __init__(self, message: str, field: str = "corpus") -> None:
        super().__init__(message)
        self.field = field


def columns(path: Path) -> tuple[str, ...]:
    """The names of a table's columns; none for plain text. Raises CorpusError for what cannot be read."""
    _check(path)
    if path.suffix.lower() in _PARQUET:
        return tuple(_parquet(path).schema_arrow.names)
    if path.suffix.lower() not in _TABLES:
        return ()
    with _decoded(path) as file:
        names = next(_cells(path, file), [])
    return tuple(name.strip() for name in names)


def column_of(path: Path, wanted: str) -> str:
    """The column that holds the texts: the one `wanted`, else one called "text" or the like, else the longest cells.

    "" for plain text. Raises CorpusError (field "column") where there is no such column.
    """
    names = columns(path)
    shown = f"“{path.name}”"
    if not names:
        if path.suffix.lower() in (*_TABLES, *_PARQUET):
            raise CorpusError(f"{shown} has no columns: its first line must name them.")
        if wanted.strip():
            raise CorpusError(f"{shown} is plain text and has no columns: leave the column empty.", "column")
        return ""
    if wanted.strip():
        if wanted.strip() in names:
            return wanted.strip()
        some = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
        raise CorpusError(f"{shown} has no column “{wanted.strip()[:40]}”: it has {some[:200]}.", "column")
    for name in names:
        if name.lower() in _NAMED:
            return name
    return max(names, key=lambda name: _weight(path, name))


def texts(path: Path, column: str) -> Iterator[Piece]:
    """Every text of the file in order: a row's cell, or a paragraph of plain text, broken lines joined.

    Raises CorpusError for a file that is gone, is a folder, or holds bytes that are no text.
    """
    _check(path)
    if path.suffix.lower() in _PARQUET:
        yield from _parquet_cells(path, column)
        return
    size = max(1, path.stat().st_size)
    try:
        with _decoded(path) as file:
            if path.suffix.lower() in _TABLES:
                rows = _cells(path, file)
                place = [name.strip() for name in next(rows, [])].index(column)
                for row in rows:
                    if place < len(row) and row[place].strip():
                        yield row[place], _at(file) / size
            else:
                for paragraph in paragraphs(_lines(file)):
                    yield paragraph, _at(file) / size
    except UnicodeDecodeError:
        raise CorpusError(
            f"“{path.name}” is not text in UTF-8 all through: save it as UTF-8, or choose another file."
        ) from None
    except csv.Error as error:
        raise CorpusError(f"“{path.name}” is no table that can be read: {error}.") from None


def paragraphs(lines: Iterable[str]) -> Iterator[str]:
    """Lines as they were meant: each for itself, or, where they were broken to fit a page, joined up to an empty one.

    They were broken if at least half of the first lines are nearly as long as the longest of them.
    """
    source = iter(lines)
    head = list(itertools.islice(source, _FIRST))
    broken = _broken([len(line.strip()) for line in head if line.strip()])
    held: list[str] = []
    for line in itertools.chain(head, source):
        text = line.strip()
        if held and not (broken and text and sum(map(len, held)) < _LONGEST_LINE):
            yield " ".join(held)
            held = []
        if text:
            held.append(text)
    if held:
        yield " ".join(held)


def _broken(lengths: list[int]) -> bool:
    if len(lengths) < 3:
        return False
    longest = sorted(lengths)[int(0.95 * (len(lengths) - 1))]
    return longest in _WRAPPED and 2 * sum(length >= 0.8 * longest for length in lengths) >= len(lengths)


def _check(path: Path) -> None:
    shown = f"“{path.name[:80]}”"
    try:
        if path.is_dir():
            raise CorpusError(f"{shown} is a folder: choose a text, CSV or Parquet file in it.")
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except CorpusError:
        raise
    except FileNotFoundError:
        raise CorpusError(
            f"There is no file {shown} any more: it was moved or deleted; choose it again."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no name of a file"
        raise CorpusError(
            f"The corpus {shown} cannot be read ({reason.lower()}): choose another file."
        ) from None
    if not head.strip():
        raise CorpusError(f"{shown} is empty: choose a file with text in it.")
    if path.suffix.lower() not in _PARQUET and _encoding(head) != "utf-16" and b"\0" in head:
        raise CorpusError(
            f"{shown} is no text but binary data: choose a text file in UTF-8, a CSV or a Parquet file."
        )


def _encoding(head: bytes) -> str:
    return "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _decoded(path: Path) -> io.TextIOWrapper:
    with path.open("rb") as file:
        encoding = _encoding(file.read(2))
    return path.open(encoding=encoding, newline="")


def _at(text: io.TextIOWrapper) -> int:
    """How far the file below a text is read; the text itself cannot tell while it is gone through."""
    below: Any = text.buffer
    return int(below.tell())


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(_LONGEST_LINE):
        yield from line.splitlines() or [""]


def _cells(path: Path, text: io.TextIOWrapper) -> Iterator[list[str]]:
    csv.field_size_limit(_CELL)
    first = text.readline()
    marks = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=first.count)
    text.seek(0)
    yield from csv.reader(text, delimiter=marks)


def _weight(path: Path, name: str) -> float:
    """How long the cells of a column are in its first rows; nothing where they hold no text."""
    total = 0
    try:
        for number, (cell, _) in enumerate(texts(path, name)):
            total += len(cell)
            if number >= _SAMPLE:
                break
    except CorpusError:
        return -1.0
    return float(total)


def _parquet(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError):
        raise CorpusError(
            f"“{path.name}” is no Parquet file that can be read: write it anew, or choose another."
        ) from None


def _parquet_cells(path: Path, column: str) -> Iterator[Piece]:
    import pyarrow as pa

    file = _parquet(path)
    kind = file.schema_arrow.field(column).type
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (pa.types.is_string(inner) or pa.types.is_large_string(inner)):
        raise CorpusError(
            f"The column “{column}” of “{path.name}” holds {kind}, not text: choose another one.", "column"
        )
    done, every = 0, max(1, file.metadata.num_rows)
    try:
        for batch in file.iter_batches(batch_size=4096, columns=[column]):
            for cell in batch.column(0).to_pylist():
                done += 1
                if cell and cell.strip():
                    yield cell, done / every
    except (pa.ArrowInvalid, OSError):
        raise CorpusError(f"“{path.name}” is damaged after row {done:,}: write it anew.") from None
