"""A folder of pictures: the codes of all of them counted together, because a single picture's say little."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from app.core.contract import Progress, UserError
from app.core.pictures import ENDINGS, read_picture
from app.demos.latent_codes.contract import Item
from model_zoo.latent.image_codes import ImageCodes, Pixels, psnr
from model_zoo.nets.quantizer import usage

MOST_FILES = 2000
_SHRUNK = 512
"""Pixels of a side, on average, that a folder's pictures are at most read at."""


def pictures_of(value: str) -> list[Path] | None:
    """The pictures in a folder, by name; None for anything else. Raises UserError for a folder without any."""
    try:
        folder = Path(value).expanduser()
        if not value.strip() or not folder.is_dir():
            return None
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS and path.is_file())
    except PermissionError as error:
        raise UserError(f"The folder {value} cannot be read. Choose another one.", "input") from error
    except (OSError, ValueError, RuntimeError):
        return None
    if not found:
        raise UserError(f"There is no picture in the folder {folder.name}. Choose another one.", "input")
    if len(found) > MOST_FILES:
        raise UserError(
            f"{folder.name} holds {len(found):,} pictures; choose a folder of at most {MOST_FILES:,}.",
            "input",
        )
    return found


def shrunk(pixels: Pixels, most: int) -> Pixels:
    """A picture of at most so many pixels: the same one, or a smaller copy."""
    height, width = pixels.shape[:2]
    if height * width <= most:
        return pixels
    scale = (most / (height * width)) ** 0.5
    size = max(1, int(width * scale)), max(1, int(height * scale))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.LANCZOS))


@dataclass(frozen=True, slots=True)
class Survey:
    """Each file's own figures, counts [K] over all of them, what could not be read, and the first that could."""

    items: tuple[Item, ...]
    counts: NDArray[np.int64]
    warnings: tuple[str, ...]
    first: Path


def survey(model: ImageCodes, files: list[Path], quantizer: str, progress: Progress) -> Survey:
    """Code every file. Raises UserError if none of them can be read."""
    counts = np.zeros(model.size(quantizer), np.int64)
    items: list[Item] = []
    unread: list[str] = []
    first: Path | None = None
    for done, path in enumerate(files):
        progress.report(done / len(files), f"{path.name}, {done + 1} of {len(files)}")
        try:
            pixels = shrunk(read_picture(path, "input").pixels, _SHRUNK**2)
        except UserError:
            unread.append(path.name)
            continue
        first = first or path
        numbers = model.encode(pixels, quantizer)
        made = model.decode(numbers, quantizer)[: pixels.shape[0], : pixels.shape[1]]
        own = np.bincount(numbers.ravel(), minlength=len(counts))
        counts += own
        items.append(Item(path.name, numbers.size, usage(torch.from_numpy(own)), psnr(pixels, made)))
    if first is None:
        raise UserError(
            f"None of the {len(files)} pictures of the folder can be read. Choose another one.", "input"
        )
    words = (
        f"{len(unread)} of {len(files)} files could not be read, {unread[0]} among them." if unread else ""
    )
    return Survey(tuple(items), counts, (words,) if words else (), first)
