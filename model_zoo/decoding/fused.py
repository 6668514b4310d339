"""Steps of one token by `model_zoo.decoding.kernel`, on the very threads that torch uses.

torch's own product of int8 weights reads less than memory gives on a processor without bfloat16 arithmetic, and its
threads meet after each of a hundred operations, where these meet after five a layer and never in Python.
"""

from __future__ import annotations

import ctypes
import platform
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from threadpoolctl import threadpool_info
from torch import Tensor

from model_zoo.decoding.decoder import Summary
from model_zoo.decoding.matrices import Int8
from model_zoo.decoding.packing import Packed
from model_zoo.decoding.plan import Norm, Plan

#: Activations that the kernel knows, by the numbers of its own module.
_KNOWN: dict[int, Callable[[Tensor], Tensor]] = {
    1: F.relu,
    2: F.silu,
    3: F.gelu,
    4: lambda x: F.gelu(x, approximate="tanh"),
}


def fused(packed: Packed) -> Fused | None:
    """What reads one token at a time with int8 weights; None where torch's operations must do."""
    if packed.precision != "int8" or packed.plan.embedding.device.type != "cpu":
        return None
    activation = _activation(packed.plan)
    if activation is None or _region() is None:
        return None
    kernel = _kernel()
    return None if kernel is None else Fused(packed, kernel, activation)


@cache
def _kernel() -> Any:
    # Measured on x86 only; torch has kernels of its own for ARM.
    if platform.machine() not in ("x86_64", "AMD64"):
        return None
    try:
        return import_module("model_zoo.decoding.kernel")
    except ImportError:
        return None


@cache
def _region() -> Any:
    """GNU OpenMP's entry to a parallel region, of the library that torch has loaded: its threads, not more."""
    own = Path(torch.__file__).parent
    for pool in threadpool_info():
        path = Path(pool["filepath"])
        if pool["user_api"] == "openmp" and (own in path.parents or own.resolve() in path.parents):
            enter = getattr(ctypes.CDLL(str(path)), "GOMP_parallel", None)
            if enter is not None:
                enter.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint]
                enter.restype = None
            return enter
    return None


def _activation(plan: Plan) -> int | None:
    """Which of the known ones a plan's activation is, told by its values."""
    x = torch.linspace(-6, 6, 97)
    found = plan.activation(x)
    close = (kind for kind, known in _KNOWN.items() if torch.allclose(found, known(x), atol=1e-5))
    return next(close, None)


class Fused:
    """A model's step of one token, for one reader: the stages, and the memory that they work in."""

    def __init__(self, packed: Packed, kernel: Any, activation: int) -> None:
        plan = packed.plan
        self._plan, self._kernel, self._work = plan, kernel, kernel.work.address
        self._kept: list[Tensor] = []  # what nobody but an address points at
        width, inner = plan.embedding.shape[1], plan.blocks[0].down.weight.shape[1]
        self._x = torch.empty(1, width)
        joint = torch.empty((plan.heads + 2 * plan.groups) * plan.head_width)
        answer = torch.empty(plan.heads * plan.head_width)
        told, inside = torch.empty(width) if plan.parallel else self._x, torch.empty(inner)
        self._scores = torch.empty(plan.head.weight.shape[0])
        rows = []
        for number, (block, paper) in enumerate(zip(packed.blocks, plan.blocks, strict=True)):
            rows += [
                self._matrix(block.joint, self._x, joint, norm=paper.norm),
                {
                    "kind": kernel.ATTENTION, "rows": plan.groups, "layer": number, "asked": self._at(block.asked),
                    "eps": block.asked_eps, "input": self._at(joint), "output": self._at(answer),
                },
                self._matrix(block.out, answer, told, base=self._x),
                self._matrix(block.up, self._x, inside, norm=paper.second_norm)
                | {"activation": activation, "gated": block.gated},
                self._matrix(block.down, inside, self._x, base=told),
            ]  # fmt: skip
        head = self._matrix(packed.head, self._x, self._scores, norm=plan.norm)
        rows.append(head | {"mean": self._at(packed.mean), "bias": self._at(packed.mean_bias)})
        self._stages = np.zeros(len(rows), kernel.STAGE)
        for stage, row in zip(self._stages, rows, strict=True):
            for name, value in row.items():
                stage[name] = value
        self._counts = np.zeros((2, len(rows) + 1), np.int64)  # the last of the first: of threads
        self._room = max(width, inner, answer.numel())
        self._scratch = torch.empty(0)
        self._job = np.zeros(1, kernel.JOB)
        constant = {
            "stages": self._stages.ctypes.data, "count": len(rows), "taken": self._counts[0].ctypes.data,
            "done": self._counts[1].ctypes.data, "heads": plan.heads, "groups": plan.groups,
            "width": plan.head_width, "pairs": self._at(packed.pairs), "turns": self._at(packed.turns),
            "scale": plan.scale,
        }  # fmt: skip
        for name, value in constant.items():
            self._job[name] = value
        self._enter, self._address = _region(), self._job.ctypes.data

    def __call__(self, token: int, length: int, cache: Tensor) -> Tensor:
        """Read a token behind `length` others, whose keys and values `cache` holds as `FastDecoder` lays them out.

        Gives the scores [1, vocabulary] of what follows it, valid until the next call.
        """
        plan, job = self._plan, self._job[0]
        self._x.copy_(plan.embedding.narrow(0, token, 1))
        if plan.places is not None:
            self._x.add_(plan.places.narrow(0, length, 1))
        threads, places = torch.get_num_threads(), cache.shape[3]
        room = self._room + places
        if self._scratch.numel() < threads * room:
            self._scratch = torch.empty(threads * room)
        self._counts[:] = 0
        job["scratch"], job["room"] = self._scratch.data_ptr(), room
        job["cache"], job["places"], job["length"] = cache.data_ptr(), places, length
        self._enter(self._work, self._address, threads, 0)
        return self._scores[None]

    def summary(self, scores: Tensor, token: int, count: int) -> Summary:
        """Sum scores [vocabulary] up in one pass of machine code instead of nine operations of torch."""
        numbers = scores.numpy()
        count = min(count, len(numbers))
        ids, chances = np.empty(count, np.int64), np.empty(count, np.float32)
        probability, rank, entropy = self._kernel.summary(numbers, token, ids, chances)
        return Summary(probability, rank, entropy, ids.tolist(), chances.tolist())

    def _matrix(
        self, matrix: Any, x: Tensor, out: Tensor, norm: Norm | None = None, base: Tensor | None = None
    ) -> dict[str, float]:
        assert isinstance(matrix, Int8)
        rows, columns = matrix.whole.shape
        stage = {
            "kind": self._kernel.MATRIX, "rows": rows, "columns": columns, "weight": matrix.whole.data_ptr(),
            "scales": self._at(matrix.scales), "bias": self._at(matrix.offset), "input": self._at(x),
            "base": self._at(base), "output": self._at(out),
        }  # fmt: skip
        if norm is not None:
            its = {"norm": self._at(norm.weight), "norm_bias": self._at(norm.bias)}
            stage |= its | {"rms": norm.rms, "eps": norm.eps}
        return stage

    def _at(self, tensor: Tensor | None) -> int:
        """The address of a tensor's numbers as the kernel reads them; 0 of none."""
        if tensor is None:
            return 0
        own = tensor.detach().contiguous()
        self._kept.append(own if own.dtype in (torch.int64, torch.complex64) else own.float())
        return self._kept[-1].data_ptr()
