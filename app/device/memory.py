"""How much memory there is, giving it back, and what to say when it ends."""

from __future__ import annotations

import ctypes
import gc
import re
import sys

import psutil
import torch

from app.core.contract import UserError


def free_bytes(device: torch.device) -> int:
    """Memory in bytes that could still be taken on `device`."""
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0])
    return int(psutil.virtual_memory().available)


def give_back() -> None:
    """Hand freed memory back to the system: collect, empty the accelerator's cache, trim the heap."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    if torch.backends.mps.is_available():
        torch.mps.empty_cache()
    if sys.platform == "linux":
        # glibc keeps what was freed in its arenas; without this a model that is gone still counts.
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether `error` means that memory ended: on an accelerator, or torch's own allocator on the processor."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and ("out of memory" in text or "can't allocate memory" in text)


_ASKED = re.compile(r"tried to allocate ([\d.]+) (bytes|[KMG]i?B)", re.IGNORECASE)


def _asked(error: BaseException | None) -> str:
    """The size that torch's message names, in words; empty if it names none."""
    found = _ASKED.search(str(error))
    if found is None:
        return ""
    number, unit = float(found[1]), found[2]
    if unit == "bytes":
        number, unit = number / 1e9, "GB"
    return f"{number:,.1f} {unit} more were asked for, and "


def advice(device: torch.device, error: BaseException | None = None) -> UserError:
    """The sentence for it: how much was asked for (if `error` tells), how much is free, and what to try."""
    free = free_bytes(device) / 1e9
    tries = ["a shorter input", "a smaller model"]
    if device.type != "cpu":
        tries.append("the processor (device cpu)")
    tries.append("bfloat16, which halves the weights")
    return UserError(
        f"The memory of {device} is used up ({_asked(error)}{free:.1f} GB were free after the attempt). "
        f"Try {', '.join(tries[:-1])}, or {tries[-1]}."
    )
