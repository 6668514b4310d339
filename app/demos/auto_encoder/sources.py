"""What a net of one's own learns from: bundled digits, a set that is fetched once, a folder of pictures, or a CSV."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.contract import Progress, UserError
from app.core.pictures import ENDINGS, read_picture
from app.demos.auto_encoder.contract import FETCHED, SMALL_DIGITS, AutoEncoderRequest
from app.demos.auto_encoder.tables import read_table
from model_zoo.corpora.download import SourceError
from model_zoo.corpora.pictures import pictures
from model_zoo.latent.spaces import HeldOut, Space

Floats = NDArray[np.float32]

_DIGITS = "datasets/data/digits.csv.gz"
_FEWEST = 20
_HELD_OUT = 0.2  # share of rows that are held out where a set has no part of its own for it
_MOST_HELD_OUT = 2000


@dataclass(frozen=True, slots=True)
class Source:
    """Rows to learn from [n, inputs], rows held out, and what they are; `id` names the set in a checkpoint."""

    id: str
    space: Space
    rows: Floats
    held_out: HeldOut


def source(request: AutoEncoderRequest, progress: Progress) -> Source:
    """Read what `request.data` names. Raises UserError for what cannot be learnt from."""
    name = request.data.strip()
    if name == SMALL_DIGITS:
        return _small_digits(request.most)
    if name in FETCHED:
        return _fetched(name, request.most, progress)
    if not name:
        raise UserError("Choose what to learn from: a set, a folder of pictures, or a CSV file.", "data")
    path = Path(name).expanduser()
    try:
        folder, file = path.is_dir(), path.is_file()
    except (OSError, ValueError):  # a name that is too long, or holds a zero byte
        folder = file = False
    if folder:
        return _folder(path, request, progress)
    if file:
        return _table(path, request.most, progress)
    shown = name if len(name) <= 120 else f"{name[:120]}…"
    raise UserError(
        f"There is no set, folder or file “{shown}”. Sets are {SMALL_DIGITS}, {', '.join(FETCHED)}.", "data"
    )


def _small_digits(most: int) -> Source:
    """scikit-learn's 1,797 digits of 8 by 8 pixels (Alpaydin and Kaynak 1998): there without a network."""
    # Their file alone: importing scikit-learn's sets takes seconds.
    found = find_spec("sklearn")
    if found is None or not found.submodule_search_locations:
        raise UserError(
            "The bundled digits come with scikit-learn, which is missing. Choose another set.", "data"
        )
    table = np.loadtxt(Path(found.submodule_search_locations[0]) / _DIGITS, delimiter=",")
    images = np.round(table[:, :64].reshape(-1, 8, 8) / 16 * 255).astype(np.uint8)
    space = Space("pictures", "digits of 8 × 8 pixels", 8, 8)
    labels = table[:, 64].astype(np.int64)
    return _split(SMALL_DIGITS, space, space.rows(images), labels, tuple("0123456789"), most)


def _fetched(name: str, most: int, progress: Progress) -> Source:
    progress.report(None, f"Reading {name}; the first time it is fetched")
    try:
        learnt = pictures(name, "train")  # type: ignore[arg-type]
        held = pictures(name, "held_out")  # type: ignore[arg-type]
    except (SourceError, OSError) as error:
        raise UserError(
            f"The pictures of {name} could not be fetched: {error}. Digits of 8 × 8 pixels need no network.",
            "data",
        ) from error
    title = {"fashion": "Fashion-MNIST", "digits": "handwritten digits"}[name]
    space = Space("pictures", title, *learnt.images.shape[1:])
    order = np.random.default_rng(0).permutation(len(held))[:_MOST_HELD_OUT]
    kept = HeldOut(space.rows(held.images[order]), held.labels[order], held.classes)
    first = np.random.default_rng(0).permutation(len(learnt))[:most]
    return Source(name, space, space.rows(learnt.images[first]), kept)


def _folder(folder: Path, request: AutoEncoderRequest, progress: Progress) -> Source:
    """Every picture below a folder, grey and brought to a square; its own folder is its label."""
    from PIL import Image

    paths = [path for path in _walk(folder) if path.suffix.lower() in ENDINGS]
    if len(paths) < _FEWEST:
        raise UserError(
            f"{folder.name or folder} holds {len(paths)} pictures; at least {_FEWEST} are needed to learn something.",
            "data",
        )
    paths = [paths[place] for place in np.random.default_rng(0).permutation(len(paths))[: request.most]]
    side, images, kinds = request.side, [], []
    for number, path in enumerate(paths):
        progress.report(number / len(paths), f"Reading picture {number + 1:,} of {len(paths):,}")
        image = Image.fromarray(read_picture(path, "data").pixels).convert("L")
        images.append(np.asarray(image.resize((side, side), Image.Resampling.LANCZOS), np.uint8))
        kinds.append(path.parent.relative_to(folder).as_posix())
    classes = tuple(sorted(set(kinds)))
    labels = np.array([classes.index(kind) if len(classes) > 1 else -1 for kind in kinds], np.int64)
    space = Space("pictures", folder.name or str(folder), side, side)
    rows = space.rows(np.stack(images))
    return _split("own", space, rows, labels, classes if len(classes) > 1 else (), request.most)


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place) / name for name in sorted(names))


def _table(path: Path, most: int, progress: Progress) -> Source:
    progress.report(None, f"Reading {path.name}")
    columns, numbers, labels, classes = read_table(path)
    mean, scale = numbers.mean(axis=0), numbers.std(axis=0)
    varies = scale > 1e-12 * np.maximum(1.0, np.abs(mean))
    if not varies.any():
        raise UserError(f"No column of {path.name} varies: there is nothing to learn.", "data")
    space = Space(
        "table",
        path.name,
        columns=tuple(name for name, used in zip(columns, varies, strict=True) if used),
        mean=tuple(mean[varies].tolist()),
        scale=tuple(scale[varies].tolist()),
    )
    return _split("own", space, space.rows(numbers[:, varies]), labels, classes, most)


def _split(
    name: str, space: Space, rows: Floats, labels: NDArray[np.int64], classes: tuple[str, ...], most: int
) -> Source:
    """Hold a fifth out, always the same one."""
    order = np.random.default_rng(0).permutation(len(rows))
    count = min(_MOST_HELD_OUT, max(1, round(_HELD_OUT * len(rows))))
    held, rest = order[:count], order[count:][:most]
    return Source(name, space, rows[rest], HeldOut(rows[held], labels[held].astype(np.int64), classes))
