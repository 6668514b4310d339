"""Arrays come out of a pickle as numpy wrote them; anything else in it is refused, and nothing of it is run."""

from __future__ import annotations

import os
import pickle
import pickletools
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model_zoo.errors import ModelError
from model_zoo.loaders.plain_pickle import read_arrays
from tests.loaders.hostile import MARKER, Bomb


def written(folder: Path, data: bytes) -> Path:
    path = folder / "attr.pkl"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("kind", ["<f4", ">f8", "f2", "i8"])
def test_arrays_and_numbers_come_back(tmp_path: Path, protocol: int, kind: str) -> None:
    grid = np.asfortranarray(np.arange(12).reshape(3, 4).astype(kind))
    found = {"mean": np.linspace(-1, 1, 5).astype(kind), "grid": grid, "one": 2.5, "scalar": np.float32(0.5)}
    back = read_arrays(written(tmp_path, pickle.dumps(found, protocol)))
    assert back.keys() == found.keys()
    for name, value in found.items():
        np.testing.assert_array_equal(back[name], np.asarray(value, np.float64))


def test_numpys_older_names_are_known(tmp_path: Path) -> None:
    data = pickle.dumps({"mean": np.arange(3.0)}, 3)
    assert b"numpy._core" in data
    old = data.replace(b"numpy._core", b"numpy.core")
    np.testing.assert_array_equal(read_arrays(written(tmp_path, old))["mean"], np.arange(3.0))


class _Calls:
    """Pickled as a call of any function."""

    def __init__(self, function: Any, *arguments: Any) -> None:
        self._call = function, arguments

    def __reduce__(self) -> Any:
        return self._call

    def __str__(self) -> str:
        return f"call of {self._call[0].__name__}"  # a test's name must be the same in every process


@pytest.mark.parametrize(
    "thing",
    [
        _Calls(os.system, "true"),
        _Calls(eval, "1"),
        _Calls(getattr, "", "join"),
        _Calls(np.load, "somewhere.npy"),
        _Calls(np.memmap, "somewhere", "f4"),
        np.array([Path("a")], dtype=object),
        np.array(["word"]),
        np.zeros(2, dtype=[("a", "f4")]),
        "words",
        [1.0],
        True,
        complex(1, 2),
    ],
    ids=str,
)
@pytest.mark.parametrize("protocol", [0, 2, 5])
def test_whatever_else_is_refused(tmp_path: Path, thing: Any, protocol: int) -> None:
    with pytest.raises(ModelError, match="is refused") as caught:
        read_arrays(written(tmp_path, pickle.dumps({"mean": np.ones(2), "more": thing}, protocol)))
    assert "attr.pkl" in str(caught.value)


def test_nothing_is_run_and_the_next_file_is_read_as_ever(tmp_path: Path) -> None:
    bombs = [pickle.dumps({"mean": Bomb(tmp_path)}, protocol) for protocol in range(6)]
    # A state for the stand-in itself, and one for the function that makes it.
    build = b"cnumpy\nndarray\n}S'found'\nI1\nsb."
    maker = b"cnumpy.core.multiarray\n_reconstruct\n(N}S'__defaults__'\nNst\x86b."
    extension = b"\x82\x01."
    persistent = b"Pmine\n."
    for data in [*bombs, build, maker, extension, persistent]:
        with pytest.raises(ModelError):
            read_arrays(written(tmp_path, data))
    assert not (tmp_path / MARKER).exists()
    test_arrays_and_numbers_come_back(tmp_path, 3, "<f4")


def test_numbers_that_ask_for_memory_get_none(tmp_path: Path) -> None:
    """A place in the memo, a length, a shape: each in a few bytes, none believed."""
    memo = b"\x80\x02}r" + struct.pack("<I", 2**32 - 1) + b"."
    assert read_arrays(written(tmp_path, memo)) == {}
    length = b"\x80\x04\x8e" + struct.pack("<Q", 2**60) + b"ab."
    with pytest.raises(ModelError, match=r"damaged|refused"):
        read_arrays(written(tmp_path, length))
    shaped = pickle.dumps({"mean": np.ones(3)}, 2).replace(b"K\x03\x85", b"J\xff\xff\xff\x7f\x85")
    assert "2147483647" in "".join(str(arg) for _, arg, _ in pickletools.genops(shaped))
    with pytest.raises(ModelError, match="refused"):
        read_arrays(written(tmp_path, shaped))


def test_damage_is_told(tmp_path: Path) -> None:
    good = pickle.dumps({"mean": np.arange(9.0), "std": np.ones(9)}, 3)
    for end in range(0, len(good) - 1, 7):
        with pytest.raises(ModelError, match=r"attr\.pkl"):
            read_arrays(written(tmp_path, good[:end]))
    with pytest.raises(ModelError, match="no statistics by name"):
        read_arrays(written(tmp_path, pickle.dumps([1.0])))
    with pytest.raises(ModelError, match="damaged"):
        read_arrays(tmp_path / "nothing.pkl")
