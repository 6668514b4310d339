"""Which device and precision to use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import psutil
import torch

from app.core.contract import UserError

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


@dataclass(frozen=True, slots=True)
class Device:
    """Somewhere models can run: `id` is what `--device` takes; memory in bytes."""

    id: str
    title: str
    memory_bytes: int


def devices() -> list[Device]:
    """The devices of this machine, the best first; the processor is always the last."""
    found = [
        Device(f"cuda:{index}", torch.cuda.get_device_name(index), _cuda_memory(index))
        for index in range(torch.cuda.device_count() if torch.cuda.is_available() else 0)
    ]
    if torch.backends.mps.is_available():
        found.append(Device("mps", "Apple GPU", psutil.virtual_memory().total))
    return [*found, _processor()]


def cores() -> int:
    """How many cores this process may use: a scheduler, or `taskset`, may have lent it fewer than there are."""
    there = psutil.cpu_count(logical=False) or 1
    process = psutil.Process()
    return min(there, len(process.cpu_affinity())) if hasattr(process, "cpu_affinity") else there


@cache
def _processor() -> Device:
    many = cores()
    title = f"Processor, {many} cores" if many > 1 else "Processor, 1 core"
    return Device("cpu", title, psutil.virtual_memory().total)


def _cuda_memory(index: int) -> int:
    return int(torch.cuda.get_device_properties(index).total_memory)


def pick(device: str | None = None, dtype: str | None = None) -> tuple[torch.device, torch.dtype]:
    """The device and number format for names such as "cuda:0" and "bfloat16"; None takes the best, float32.

    Raises UserError for what this machine has not.
    """
    have = devices()
    if device is None:
        chosen = have[0].id
    else:
        wanted = "cuda:0" if device == "cuda" else device
        ids = [one.id for one in have]
        if wanted not in ids:
            raise UserError(f"There is no device “{device}” here; there is {', '.join(ids)}.", "device")
        chosen = wanted
    if dtype is not None and dtype not in DTYPES:
        raise UserError(f"“{dtype}” is no number format for models: use {' or '.join(DTYPES)}.", "dtype")
    return torch.device(chosen), DTYPES[dtype or "float32"]
