"""Writes the tables under resources/tables anew: `python -m model_zoo.corpora.tables`.

Breast cancer, small digits and wine are in the package scikit-learn, others in Debian's r-cran-mlbench; these come
from the UCI Machine Learning Repository, which gives them under CC BY 4.0. The larger digits
are those of the pictures.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model_zoo.corpora.archives import files
from model_zoo.corpora.download import obtain
from model_zoo.corpora.extract.rframes import frames
from model_zoo.corpora.fetch import cache_folder
from model_zoo.corpora.packages import debian
from model_zoo.corpora.pictures import pictures

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

#: Of each of the larger digits so many are taken, 14 x 14 pixels instead of 28 x 28.
_EACH = 100

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
    yield "digits", _pictures(digits.images, digits.target)
    larger = pictures("digits", "held_out")
    chosen = np.sort(np.concatenate([np.flatnonzero(larger.labels == digit)[:_EACH] for digit in range(10)]))
    halved = larger.images[chosen].reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))
    yield "digits-14", _pictures(np.round(halved), larger.labels[chosen])
    found = dict(files(archive, lambda path: path.endswith(".rda")))
    for name, (frame, step) in _FRAMES.items():
        (content,) = (data for path, data in found.items() if path.endswith(f"/{frame}.rda"))
        names, lines = frames(content)[frame]
        yield name, [names, *([_shown(cell) for cell in line] for line in lines[::step])]


def _pictures(images: NDArray[Any], digits: NDArray[Any]) -> _Rows:
    """Pictures [pictures, height, width] as a line of headings, and a row of pixels and a digit for each."""
    height, width = images.shape[1:]
    headings = [f"{row},{column}" for row in range(height) for column in range(width)]
    rows = [[*map(int, image.ravel()), int(digit)] for image, digit in zip(images, digits, strict=True)]
    return [[*headings, "digit"], *rows]


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
