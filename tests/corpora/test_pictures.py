"""Sets of pictures out of small packages made as the real ones are."""

from __future__ import annotations

import gzip
import io
import json
import struct
import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model_zoo.corpora import pictures as sets
from model_zoo.corpora.archives import files
from model_zoo.corpora.extract.pictures import FORMATS, Found


def png(size: tuple[int, int], colour: tuple[int, ...]) -> bytes:
    """Give a picture of one colour as a file."""
    buffer = io.BytesIO()
    Image.new("RGBA" if len(colour) == 4 else "RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def tgz(path: Path, members: dict[str, bytes]) -> Path:
    """Write an archive as npm packs it."""
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


def found(name: str, archive: Path) -> list[Found]:
    """Read an archive as the set of that name does."""
    form = FORMATS[name]
    return list(form.pictures(files(archive, form.wants)))


def test_emoji_stand_on_white_without_their_variants(tmp_path: Path) -> None:
    entries = [
        {"name": "OWL", "image": "owl.png", "category": "Animals", "sort_order": 2},
        {"name": "TACO", "image": "taco.png", "category": "Food", "sort_order": 1},
        {"name": "NEW", "image": "none.png", "category": "Food", "sort_order": 3},
    ]
    archive = tgz(tmp_path / "emoji.tgz", {
        "package/emoji.json": json.dumps(entries).encode(),
        "package/img/google/64/owl.png": png((64, 64), (9, 9, 9, 0)),
        "package/img/google/64/taco.png": png((64, 64), (9, 9, 9, 255)),
        "package/img/google/64/owl-dark.png": png((64, 64), (9, 9, 9, 255)),
        "package/img/google/sheets/32.png": b"never read",
    })  # fmt: skip
    taco, owl = found("emoji", archive)
    assert (taco.name, owl.name, owl.kind) == ("taco", "owl", "animals")
    assert (owl.pixels == 255).all() and (taco.pixels == 9).all() and owl.pixels.shape == (64, 64, 3)


def test_digits_are_read_as_bytes(tmp_path: Path) -> None:
    seven = [round(value / 255, 4) for value in range(256)] + [0] * (784 - 256)
    archive = tgz(
        tmp_path / "digits.tgz", {"package/src/digits/7.json": json.dumps({"data": seven}).encode()}
    )
    (one,) = found("digits", archive)
    assert one.name == "7" and one.pixels.flatten()[:256].tolist() == list(range(256))


def test_fashion_keeps_its_own_test_part() -> None:
    def idx(array: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
        head = b"\0\0\x08" + bytes([array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
        return gzip.compress(head + array.tobytes())

    members = [
        ("a/train-images-idx3-ubyte.gz", idx(np.full((2, 28, 28), 3, np.uint8))),
        ("a/train-labels-idx1-ubyte.gz", idx(np.array([9, 0], np.uint8))),
        ("a/t10k-images-idx3-ubyte.gz", idx(np.zeros((1, 28, 28), np.uint8))),
        ("a/t10k-labels-idx1-ubyte.gz", idx(np.array([1], np.uint8))),
    ]
    given = list(FORMATS["fashion"].pictures(members))
    assert [(one.name, one.held_out) for one in given] == [
        ("ankle boot", False), ("T-shirt or top", False), ("trousers", True),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="IDX"):
        list(FORMATS["fashion"].pictures([(members[0][0], gzip.compress(b"something else"))]))


def test_share_alike_photographs_and_mirrored_stamps_are_left_out() -> None:
    land = FORMATS["landscapes"].wants
    assert land("/usr/share/games/endless-sky/images/land/beach0.jpg")
    assert not land("/usr/share/games/endless-sky/images/land/badlands9-harro.jpg")
    assert not FORMATS["stamps"].wants("/usr/share/tuxpaint/stamps/animals/cat_mirror.png")
    stamp = list(FORMATS["stamps"].pictures([
        ("/x/stamps/food/pie.png", png((200, 100), (0, 0, 0))), ("/x/stamps/food/pie.txt", b"A pie.\nde=Torte"),
    ]))  # fmt: skip
    assert stamp[0].name == "A pie." and stamp[0].kind == "food" and stamp[0].pixels.shape == (128, 128, 3)
    assert stamp[0].pixels[0, 64, 0] == 255 and stamp[0].pixels[64, 64, 0] == 0


def test_near_twins_are_held_out_together() -> None:
    nothing = np.zeros((1, 1), np.uint8)
    for name in ("judge", "cook", "pilot", "running", "playing water polo"):
        answers = {
            sets._held_out("emoji", f"{who}{name}", nothing, None)
            for who in ("", "man ", "woman ", "person ")
        }
        assert len(answers) == 1


def test_a_folder_without_the_set_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError, match=r"model_zoo\.corpora\.pictures"):
        sets.pictures("emoji", "train", tmp_path)
    monkeypatch.setenv("INKLING_PICTURES", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="INKLING_PICTURES"):
        sets.pictures("emoji", "train")
    with pytest.raises(ValueError, match="faces"):
        sets.pictures("faces", "train", tmp_path)  # type: ignore[arg-type]


def test_both_parts_are_read_from_a_folder(tmp_path: Path) -> None:
    arrays = {"classes": np.array(["a"])}
    for number, split in enumerate(("train", "held_out"), 1):
        arrays |= {
            f"{split}_images": np.full((number, 4, 4), number, np.uint8),
            f"{split}_labels": np.zeros(number, np.int64),
            f"{split}_names": np.array(["x"] * number),
        }
    np.savez(tmp_path / "digits.npz", **arrays)  # type: ignore[arg-type]
    train, held = sets.pictures("digits", "train", tmp_path), sets.pictures("digits", "held_out", tmp_path)
    assert (len(train), len(held)) == (1, 2) and held.names == ("x", "x") and held.classes == ("a",)
    with pytest.raises(ValueError, match="read-only"):
        held.images[0] = 0
