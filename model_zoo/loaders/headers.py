"""Names, shapes and types of a checkpoint's tensors, read without loading one of them."""

from __future__ import annotations

import json
import math
import struct
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from model_zoo.errors import ModelError
from model_zoo.loaders.limits import MAX_HEADER

#: Bytes per number of the types a safetensors file may hold.
WIDTHS = {
    "F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1,
    "U16": 2, "U32": 4, "U64": 8, "F8_E4M3": 1, "F8_E5M2": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One tensor as the file announces it: shape and type ("F32", "I64", ...)."""

    shape: tuple[int, ...]
    dtype: str


def safetensors_entries(path: Path) -> dict[str, Entry]:
    """Entries of a safetensors file, every one checked against the file's length.

    Raises ModelError: truncated, header too long or no JSON, tensors that overlap or run over the end.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(8)
        if len(head) < 8:
            raise ModelError(f"{path.name} is cut off after {size} bytes: download it again.")
        (length,) = struct.unpack("<Q", head)
        if length > MAX_HEADER or length > size - 8:
            raise ModelError(
                f"{path.name} announces a header of {length:,} bytes but has {size:,} in all: "
                "it is cut off or is no safetensors file. Download it again."
            )
        text = file.read(length)
    try:
        header = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"The header of {path.name} is damaged ({error}): download it again.") from error
    if not isinstance(header, dict):
        raise ModelError(f"The header of {path.name} is damaged: it is no table of tensors.")
    header.pop("__metadata__", None)
    entries: dict[str, Entry] = {}
    spans: list[tuple[int, int]] = []
    for name, value in header.items():
        entry, begin, end = _entry(path, name, value)
        if end > size - 8 - length:
            raise ModelError(
                f"{path.name} is cut off: the tensor {name} runs over its end. Download it again."
            )
        entries[name] = entry
        spans.append((begin, end))
    spans.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise ModelError(f"{path.name} is damaged: two of its tensors share bytes. Download it again.")
    return entries


def _entry(path: Path, name: str, value: Any) -> tuple[Entry, int, int]:
    try:
        dtype = value["dtype"]
        shape = tuple(value["shape"])
        begin, end = value["data_offsets"]
        if not all(type(number) is int and number >= 0 for number in (*shape, begin, end)):
            raise ValueError("sizes must be whole numbers")
        if end - begin != math.prod(shape) * WIDTHS[dtype]:
            raise ValueError(f"{end - begin:,} bytes do not hold a {dtype} tensor of shape {list(shape)}")
    except (KeyError, TypeError, ValueError) as error:
        reason = f"unknown type {error}" if isinstance(error, KeyError) else str(error)
        raise ModelError(f"{path.name} is damaged at the tensor {name[:80]}: {reason}.") from error
    return Entry(shape, dtype), begin, end


def check_archive(path: Path) -> None:
    """Look at a .bin/.pt archive before torch opens it. Raises ModelError for what torch never writes.

    torch.save stores its parts uncompressed; a compressed part is how a small file becomes a huge one.
    """
    try:
        if not zipfile.is_zipfile(path):
            return  # the format before torch 1.6: torch.load reads it, weights only
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ModelError(f"{path.name} is a damaged archive ({error}): download it again.") from error
    if any(part.compress_type != zipfile.ZIP_STORED for part in parts):
        raise ModelError(f"{path.name} has compressed parts, which torch never writes: it is refused.")
    if sum(part.file_size for part in parts) > path.stat().st_size:
        raise ModelError(f"{path.name} claims to hold more than its own size: it is refused.")
    if not any(part.filename.endswith("data.pkl") for part in parts):
        raise ModelError(f"{path.name} is an archive, but not one of torch: it holds no weights.")
