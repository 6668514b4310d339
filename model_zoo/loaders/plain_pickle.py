"""Arrays and numbers out of a pickle, and nothing else: no class of the file is ever looked up, no function called.

numpy's own names in the file are answered with inert stand-ins that note what they are given; the arrays are built
from those notes afterwards, once everything about them has been checked.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from model_zoo.errors import ModelError

_MOST = 16_000_000  # bytes: statistics of a few hundred bands are a few kilobytes
_KINDS = {"f2", "f4", "f8", "i4", "i8"}


class _Kind:
    """Stands for a dtype: its code, such as "f4", and its byte order."""

    __slots__ = ("code", "order")

    def __init__(self, code: object) -> None:
        self.code, self.order = code, "<"

    def __setstate__(self, state: Any) -> None:
        self.order = state[1]

    def found(self) -> np.dtype[Any]:
        if self.code not in _KINDS or self.order not in ("<", ">", "=", "|"):
            raise ValueError("it holds something other than numbers")
        return np.dtype(f"{'<' if self.order in '=|' else self.order}{self.code}")


class _Array:
    """Stands for an array: what numpy would be given to fill it."""

    __slots__ = ("state",)

    def __init__(self, *_: object) -> None:
        self.state: Any = None

    def __setstate__(self, state: Any) -> None:
        self.state = state

    def found(self) -> np.ndarray[Any, Any]:
        _, shape, kind, fortran, data = self.state
        return _filled(data, kind, shape, "F" if fortran is True else "C")


def _filled(data: Any, kind: Any, shape: Any, order: Any) -> np.ndarray[Any, Any]:
    if isinstance(data, str):  # Python 2 knew no bytes
        data = data.encode("latin1")
    if not isinstance(kind, _Kind) or not isinstance(data, bytes | bytearray) or order not in ("C", "F"):
        raise ValueError("it holds something other than numbers")
    numbers = np.frombuffer(data, kind.found())
    return numbers.reshape(tuple(int(size) for size in shape), order=order).copy()


def _names() -> dict[tuple[str, str], Callable[..., Any] | str]:
    """What the names of numpy's pickles are answered with: made anew for each file, so that none spoils another's."""

    def buffer(data: Any, kind: Any, shape: Any, order: Any) -> _Array:
        made = _Array()
        made.state = (1, shape, kind, order == "F", bytes(data))
        return made

    def number(kind: Any, data: Any) -> _Array:
        return buffer(data, kind, (), "C")

    def old_bytes(text: Any, encoding: Any) -> bytes:  # how protocol 2 writes bytes
        if not isinstance(text, str) or encoding != "latin1":
            raise ValueError("it holds something other than numbers")
        return text.encode("latin1")

    found: dict[tuple[str, str], Callable[..., Any] | str] = {
        ("numpy", "ndarray"): "ndarray",
        ("numpy", "dtype"): lambda code, *_: _Kind(code),
        ("_codecs", "encode"): old_bytes,
    }
    for core in ("numpy.core", "numpy._core"):
        found[f"{core}.multiarray", "_reconstruct"] = lambda *_: _Array()
        found[f"{core}.multiarray", "scalar"] = number
        found[f"{core}.numeric", "_frombuffer"] = buffer
    return found


class _Plain(pickle._Unpickler):
    """Python's slow reader: its memory grows with the file, while the fast one's grows with any number in it."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, encoding="latin1")
        self._known = _names()

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self._known:
            raise pickle.UnpicklingError(f"{module}.{name}"[:120])
        return self._known[module, name]


def read_arrays(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    """The dictionary of arrays and numbers that a pickle holds, every one as an array of float64.

    Raises ModelError for a file that holds anything else, or is damaged.
    """
    try:
        if path.stat().st_size > _MOST:
            raise ModelError(f"{path.name} is too large to hold statistics alone: it is refused.")
        data = _Plain(io.BytesIO(path.read_bytes())).load()
    except pickle.UnpicklingError as error:
        raise ModelError(
            f"{path.name} is refused: it holds more than arrays and numbers ({error}), and such a file can run code "
            "when it is opened."
        ) from error
    except ModelError:
        raise
    except Exception as error:  # a damaged pickle fails in a dozen ways
        raise ModelError(
            f"{path.name} is damaged ({_first(error)}): take it anew from its source."
        ) from error
    if not isinstance(data, dict):
        raise ModelError(f"{path.name} holds no statistics by name.")
    try:
        return {name: _numbers(value) for name, value in data.items() if isinstance(name, str)}
    except (ValueError, TypeError) as error:
        raise ModelError(f"{path.name} is refused: {_first(error)}.") from error


def _numbers(value: Any) -> np.ndarray[Any, Any]:
    if isinstance(value, _Array):
        return value.found().astype(np.float64)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("it holds something other than numbers")
    return np.asarray(value, dtype=np.float64)


def _first(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:160].rstrip(".") or type(error).__name__
