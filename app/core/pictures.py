"""Pictures: read from files, and a few that are bundled. No Qt and no torch; Pillow comes with the first call."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.contract import Picture, UserError
from app.core.paths import resources

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

#: A larger picture would fill the memory once a network has looked at it.
MOST_PIXELS = 24_000_000
#: Endings that a dialog offers; what counts is what is in the file.
ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")


@dataclass(frozen=True, slots=True)
class PictureSample:
    """A bundled picture that no bundled model has learnt from. `kind` is emoji, landscape, fashion or digit."""

    id: str
    title: str
    kind: str
    licence: str
    path: Path


@dataclass(frozen=True, slots=True)
class SmallPictures:
    """200 pictures of a held-out part, uint8 [200, 28, 28], with labels [200] that number the `classes`."""

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]


@cache
def bundled_pictures() -> tuple[PictureSample, ...]:
    """The pictures under resources/pictures, in the order of their list."""
    folder = resources() / "pictures"
    listed = tomllib.loads((folder / "samples.toml").read_text(encoding="utf-8"))
    return tuple(
        PictureSample(
            id=entry["id"],
            title=entry["title"],
            kind=entry["kind"],
            licence=listed["licences"][entry["kind"]],
            path=folder / entry["file"],
        )
        for entry in listed["sample"]
    )


@cache
def small_pictures(name: str) -> SmallPictures:
    """The bundled sample of a set of 28 x 28 grey pictures: "fashion" or "digits". KeyError for another name."""
    import numpy as np

    with np.load(resources() / "pictures" / "small.npz", allow_pickle=False) as file:
        return SmallPictures(
            file[f"{name}_images"], file[f"{name}_labels"], tuple(file[f"{name}_classes"].tolist())
        )


def picture_path(value: str, field: str | None = None) -> Path:
    """The file that a request's text names: a bundled sample's id, or a path. Raises UserError for neither."""
    if not value.strip():
        raise UserError("Choose a picture first: a file, or one of the samples.", field)
    for sample in bundled_pictures():
        if sample.id == value:
            return sample.path
    try:
        path = Path(value).expanduser()
        if path.is_file():
            return path
        folder = path.is_dir()
    except (OSError, ValueError, RuntimeError):  # too long, a zero byte, the home of nobody
        folder = False
    shown = value if len(value) <= 200 else f"{value[:200]}…"
    what = f"{shown} is a folder, not a picture" if folder else f"The picture {shown} is not there"
    raise UserError(f"{what}. Choose another file, or one of the samples.", field)


def read_picture(path: Path | str, field: str | None = None) -> Picture:
    """Read a file, or a bundled sample by its id: `pixels` uint8 [h, w] if the file is grey, else [h, w, 3].

    PNG, JPEG, WebP, GIF (its first picture), BMP, TIFF and what else Pillow knows, turned as the camera was held;
    what is transparent becomes white. Raises UserError for `field`: no such file, not a picture, damaged, or of
    more than 24 million pixels.
    """
    import numpy as np
    from PIL import Image, ImageOps

    found = picture_path(str(path), field)
    try:
        with Image.open(found) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise UserError(
                    f"{found.name} has {width:,} × {height:,} pixels; choose one of at most "
                    f"{MOST_PIXELS // 1_000_000} million pixels, or make it smaller.",
                    field,
                )
            image.load()
            turned = ImageOps.exif_transpose(image)
            pixels = np.array(_plain(turned), dtype=np.uint8)
    except Image.DecompressionBombError as error:
        raise UserError(f"{found.name} has too many pixels. Make it smaller first.", field) from error
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        MemoryError,
    ) as error:  # Pillow's ways to say: damaged
        raise UserError(
            f"{found.name} cannot be read as a picture. PNG, JPEG, WebP, GIF, BMP and TIFF files can.", field
        ) from error
    return Picture(pixels, str(found))


def _plain(image: Image.Image) -> Image.Image:
    """Grey or red, green and blue, 8 bits each, without transparency."""
    from PIL import Image

    if image.mode.startswith("I") or image.mode == "F":  # 16 bits and more, of scanners and telescopes
        low, high = image.getextrema()
        if not isinstance(low, int | float) or not isinstance(high, int | float) or not low <= high:
            raise ValueError("no numbers")
        most = 65535.0 if image.mode != "F" and 255 < high <= 65535 else max(float(high), 1.0)
        return image.convert("F").point(lambda value: value * (255.0 / most)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image)
        return ground.convert("RGB")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")
