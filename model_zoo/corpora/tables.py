"""Writes the tables under resources/tables anew: `python -m model_zoo.corpora.tables`.

Breast cancer, digits and wine are in the package scikit-learn, the others in Debian's r-cran-mlbench; all of them
come from the UCI Machine Learning Repository, which gives them under CC BY 4.0.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from model_zoo.corpora.archives import files
from model_zoo.corpora.download import obtain
from model_zoo.corpora.extract.rframes import frames
from model_zoo.corpora.fetch import cache_folder
from model_zoo.corpora.packages import debian

MLBENCH = debian(
    "r-cran-mlbench",
    "2.1-3-1",
    "2f1127f7b5e7d08703b13b52ef1976a0c355a7660d6ac575e29b87b13921bc06",
    "tables of the UCI Machine Learning Repository",
    "GPL-2.0-only (the package), CC-BY-4.0 (the tables at their source)",
    "main/r/r-cran-mlbench",
    "amd64",
)
#: Names of the frames by that of our file, and which rows are taken: of the 58,000 of Shuttle every twelfth.
_FRAMES = {
    "ionosphere": ("Ionosphere", 1),
    "satellite": ("Satellite", 1),
    "shuttle": ("Shuttle", 12),
    "sonar": ("Sonar", 1),
    "glass": ("Glass", 1),
}

_Rows = Sequence[Sequence[object]]


def tables(archive: Path) -> Iterator[tuple[str, _Rows]]:
    """Each table by the name of its file: a line of headings, then the rows, the label in the last column."""
    from sklearn import datasets

    for name, bunch in (("breast-cancer", datasets.load_breast_cancer()), ("wine", datasets.load_wine())):
        rows = [
            [*(f"{value:g}" for value in row), bunch.target_names[target]]
            for row, target in zip(bunch.data, bunch.target, strict=True)
        ]
        yield name, [[*bunch.feature_names, "class"], *rows]
    digits = datasets.load_digits()
    pixels = [f"{row},{column}" for row in range(8) for column in range(8)]
    shown = [[*map(int, row), int(target)] for row, target in zip(digits.data, digits.target, strict=True)]
    yield "digits", [[*pixels, "digit"], *shown]
    found = dict(files(archive, lambda path: path.endswith(".rda")))
    for name, (frame, step) in _FRAMES.items():
        (content,) = (data for path, data in found.items() if path.endswith(f"/{frame}.rda"))
        names, lines = frames(content)[frame]
        yield name, [names, *([_shown(cell) for cell in line] for line in lines[::step])]


def main() -> None:
    """Fetch, convert, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    folder = Path(__file__).resolve().parents[2] / "resources" / "tables"
    parser.add_argument("--out", type=Path, default=folder, help="where the tables go")
    out: Path = parser.parse_args().out
    for name, rows in tables(obtain(MLBENCH, cache_folder() / "packages")):
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        path = out / f"{name}.csv.gz"
        path.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))  # the same table, the same bytes
        print(f"{path.name}: {len(rows) - 1:,} rows, {len(rows[0])} columns, {path.stat().st_size:,} bytes")


def _shown(cell: object) -> object:
    return f"{cell:g}" if isinstance(cell, float) else cell


if __name__ == "__main__":
    main()
