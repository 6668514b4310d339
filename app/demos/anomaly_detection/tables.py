"""Tables as they are written: bundled ones, CSV files, and what was pasted. No Qt and no numpy."""

from __future__ import annotations

import csv
import gzip
import io
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.core.contract import UserError
from app.core.paths import resources

MOST_BYTES = 30_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 2_000
#: Rows between two looks at whether Stop was pressed.
_STEP = 2_000
_LABELS = (
    "class",
    "classes",
    "label",
    "labels",
    "target",
    "type",
    "category",
    "species",
    "diagnosis",
    "outcome",
    "y",
)

Report = Callable[[float | None, str], None]


@dataclass(frozen=True, slots=True)
class Bundled:
    """A set that comes with Inkling; `file` is empty for pictures that are kept elsewhere."""

    id: str
    title: str
    note: str
    source: str
    label: str
    normal: tuple[str, ...]
    file: Path | None
    shape: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headings and rows of text, all rows as long as the headings; what is known of its labels."""

    title: str
    names: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    label: str = ""  # "": not known
    normal: tuple[str, ...] = ()
    shape: tuple[int, int] | None = None


@cache
def bundled() -> tuple[Bundled, ...]:
    """The sets under resources/tables, in the order of their list."""
    folder = resources() / "tables"
    listed = tomllib.loads((folder / "tables.toml").read_text(encoding="utf-8"))
    return tuple(
        Bundled(
            id=entry["id"],
            title=entry["title"],
            note=entry["note"],
            source=f"{entry['source']}. {entry.get('licence', listed['licence'])}.",
            label=entry["label"],
            normal=tuple(entry["normal"]),
            file=None if "pictures" in entry else folder / f"{entry['id']}.csv.gz",
            shape=tuple(entry["shape"]) if "shape" in entry else None,
        )
        for entry in listed["table"]
    )


def known(data: str) -> Bundled | None:
    """The bundled set of that id."""
    return next((one for one in bundled() if one.id == data), None)


def is_text(data: str) -> bool:
    """Tell whether `data` is a table itself and names none: it has several lines."""
    return "\n" in data.lstrip()


def named(data: str) -> str:
    """How a set, a file or a pasted table is called in a sentence."""
    found = known(data)
    if found is not None:
        return found.title
    return "Pasted table" if is_text(data) else Path(data).name


def read(data: str, report: Report) -> Sheet:
    """Read a bundled set by its id, a CSV or TSV file, or a table's own text. Raises UserError for what is none."""
    found = known(data)
    if found is not None:
        sheet = _small(found) if found.file is None else parse(_unpacked(found.file), found.title, report)
        return Sheet(found.title, sheet.names, sheet.rows, found.label, found.normal, found.shape)
    if is_text(data):
        return parse(data, "Pasted table", report)
    return parse(_text(data), Path(data).name, report)


def _unpacked(file: Path) -> str:
    return gzip.decompress(file.read_bytes()).decode()


def _small(found: Bundled) -> Sheet:
    """The held-out clothes and digits that other demos show, one below the other."""
    from app.core.pictures import small_pictures

    rows: list[list[str]] = []
    for name in ("fashion", "digits"):
        small = small_pictures(name)
        pixels = small.images.reshape(len(small.images), -1).tolist()
        for label, row in zip(small.labels.tolist(), pixels, strict=True):
            rows.append([*map(str, row), small.classes[label]])
    across = range(len(rows[0]) - 1)
    return Sheet(found.title, (*(f"{place // 28},{place % 28}" for place in across), found.label), rows)


def _text(data: str) -> str:
    if not data.strip():
        raise UserError("Choose what to learn from: a set of the list, or a CSV file of your own.", "data")
    path = Path(data)
    try:
        path = path.expanduser()
        size = path.stat().st_size
        if not path.is_file():
            raise UserError(f"“{path.name}” is a folder and no table: choose a CSV file.", "data")
        if size > MOST_BYTES:
            raise UserError(
                f"“{path.name}” has {size / 1e6:,.0f} MB; a table may have {MOST_BYTES / 1e6:.0f} MB: keep fewer "
                "rows or columns of it.",
                "data",
            )
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"“{path.name}” is not UTF-8 text: save it as CSV in UTF-8.", "data") from None
    except (OSError, ValueError, RuntimeError) as error:  # the last one: no such user's home
        ids = ", ".join(one.id for one in bundled())
        shown = data if len(data) <= 60 else f"{data[:60]}…"
        reason = getattr(error, "strerror", None) or "no such file"
        raise UserError(
            f"“{shown}” cannot be read: {reason}. Name a CSV file, or one of the sets {ids}.", "data"
        ) from None


def parse(text: str, title: str, report: Report) -> Sheet:
    """The table in a text: commas, semicolons or tabs; the first line may hold headings.

    Raises UserError for a table without rows, with ragged rows, or with too many of anything.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append([cell.strip() for cell in row])
                lines.append(reader.line_num)
            if len(rows) % _STEP == 0:
                report(None, f"Reading row {len(rows):,}")
            if len(rows) > MOST_ROWS + 1:
                raise UserError(
                    f"The table has more than {MOST_ROWS:,} rows: keep a part of them, drawn at random.",
                    "data",
                )
    except csv.Error as error:
        raise UserError(f"This is no table that can be read: {error}.", "data") from None
    if not rows:
        raise UserError("The table is empty: it needs a line for each row.", "data")
    wide = len(rows[0])
    if wide > MOST_COLUMNS:
        raise UserError(f"The table has {wide:,} columns; at most {MOST_COLUMNS:,} can be used.", "data")
    for row, line in zip(rows, lines, strict=True):
        if len(row) != wide:
            raise UserError(
                f"Line {line:,} has {len(row):,} cells where the first one has {wide:,}: every line of a table has "
                "as many.",
                "data",
            )
    names = _headings(rows[0])
    body = rows if names is None else rows[1:]
    if not body:
        raise UserError("The table has headings and no rows: it needs a line for each row.", "data")
    return Sheet(title, names or tuple(f"column {place}" for place in range(1, wide + 1)), body)


def guessed(sheet: Sheet) -> str:
    """The column that most likely holds the classes: by what is known, by its heading, else words that repeat.

    Raises UserError where there is none.
    """
    if sheet.label:
        return sheet.label
    for name in _LABELS:
        for heading in sheet.names:
            if heading.lower() == name:
                return heading
    for place in range(len(sheet.names) - 1, -1, -1):
        cells = [row[place] for row in sheet.rows]
        if not any(map(is_number, cells)) and 1 < len(set(cells)) <= max(2, len(cells) // 2):
            return sheet.names[place]
    last = [row[-1] for row in sheet.rows]
    if 1 < len(set(last)) <= 20:
        return sheet.names[-1]
    raise UserError("No column looks like classes: choose the one that tells normal from strange.", "label")


def classes(sheet: Sheet, label: str) -> dict[str, int]:
    """How often each class occurs in a column, the most frequent first. Raises UserError for an unknown column."""
    if label not in sheet.names:
        some = ", ".join(f"“{name}”" for name in sheet.names[:8])
        more = ", …" if len(sheet.names) > 8 else ""
        raise UserError(f"There is no column “{label[:40]}”; there are {some}{more}.", "label")
    place = sheet.names.index(label)
    return dict(Counter(row[place] for row in sheet.rows).most_common())


def is_number(cell: str) -> bool:
    """Tell whether a cell holds a number, NaN and infinity included."""
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _headings(row: Sequence[str]) -> tuple[str, ...] | None:
    """The first row as headings, each its own: none of them is a number. A heading that is missing is numbered."""
    if any(is_number(cell) for cell in row):
        return None
    found: list[str] = []
    for place, cell in enumerate(row, 1):
        name = cell or f"column {place}"
        found.append(name if name not in found else f"{name} ({place})")
    return tuple(found)


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    if "\t" in first:
        return "\t"
    return ";" if first.count(";") > first.count(",") else ","
