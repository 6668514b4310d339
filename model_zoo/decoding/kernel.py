"""One token through a whole model with int8 weights, as one call of machine code: numba compiles it when imported.

A step is a list of stages, each of them cut into parts: some rows of a matrix, some heads. Threads take the next
part until none is left, so that one that is held up by another program holds up nothing but the part it has. Every
number is computed by one thread and in one order: the answer does not depend on how many threads there are.

The weights are widened in registers (vpmovsxbd, vcvtdq2ps, vfmadd on x86); activations and sums are float32.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, cfunc, from_dtype, njit, types
from numba.extending import intrinsic

MATRIX, ATTENTION = 0, 1
NONE, RELU, SILU, GELU, GELU_TANH = range(5)
_PART = 16384
"""Bytes of weights that a thread takes at a time: a microsecond or two of reading."""

_BLOCK = 64

#: A stage: a matrix with what stands before and behind it, or a layer's attention. Addresses are 0 where absent.
STAGE = np.dtype(
    [
        (name, np.int64)
        for name in (
            "kind", "rows", "columns", "weight", "scales", "bias", "input", "norm", "norm_bias", "rms", "mean",
            "base", "output", "activation", "gated", "layer", "asked",
        )
    ]
    + [("eps", np.float64)]
)  # fmt: skip
#: A step: its stages, what the threads share, and the place in the text.
JOB = np.dtype(
    [
        (name, np.int64)
        for name in (
            "stages", "count", "taken", "done", "scratch", "room", "cache", "places", "length", "heads",
            "groups", "width", "pairs", "turns",
        )
    ]
    + [("scale", np.float64)]
)  # fmt: skip
_stage, _job = from_dtype(STAGE), from_dtype(JOB)
_compiled = njit(fastmath=True, error_model="numpy")


def _at(kind: Any) -> Any:
    """What makes a pointer to numbers of a kind of an address."""

    @intrinsic
    def pointer(typing: Any, address: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.inttoptr(args[0], context.get_value_type(signature.return_type))

        return types.CPointer(kind)(types.int64), build

    return pointer


_int8, _int64, _float32, _stages = (_at(kind) for kind in (types.int8, types.int64, types.float32, _stage))


@intrinsic
def _add(typing: Any, address: Any, amount: Any) -> Any:
    """Add to the whole number at an address, as one act of all threads; what was there before."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointer = builder.inttoptr(args[0], ir.PointerType(ir.IntType(64)))
        return builder.atomic_rmw("add", pointer, args[1], "seq_cst")

    return types.int64(types.int64, types.int64), build


@intrinsic
def _read(typing: Any, address: Any) -> Any:
    """The whole number at an address, as the last thread left it."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pointer = builder.inttoptr(args[0], ir.PointerType(ir.IntType(64)))
        return builder.load_atomic(pointer, "seq_cst", 8)

    return types.int64(types.int64), build


@intrinsic
def _power_of_two(typing: Any, exponent: Any) -> Any:
    """2 to a whole number of -126 to 127: float32 keeps it in the bits from 23 on."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        whole = ir.IntType(32)
        bits = builder.shl(builder.add(args[0], ir.Constant(whole, 127)), ir.Constant(whole, 23))
        return builder.bitcast(bits, ir.FloatType())

    return types.float32(types.int32), build


_give_way = types.ExternalFunction("sched_yield", types.int32())


@_compiled
def _exp(x: Any) -> Any:
    """The exponential to float32's last digits, in steps that a processor takes for eight numbers at once."""
    x = min(max(x, np.float32(-87.0)), np.float32(88.0))
    whole = np.floor(x * np.float32(1.4426950408889634) + np.float32(0.5))
    r = x - whole * np.float32(0.6931471805599453)
    p = np.float32(1 / 720)
    p = p * r + np.float32(1 / 120)
    p = p * r + np.float32(1 / 24)
    p = p * r + np.float32(1 / 6)
    p = p * r + np.float32(0.5)
    p = (p * r + np.float32(1)) * r + np.float32(1)
    return p * _power_of_two(np.int32(whole))


@_compiled
def _activated(x: Any, kind: int) -> Any:
    if kind == RELU:
        return max(x, np.float32(0))
    if kind == SILU:
        return x / (np.float32(1) + _exp(-x))
    if kind == GELU:
        return np.float32(0.5) * x * (np.float32(1) + np.float32(math.erf(x * np.float32(math.sqrt(0.5)))))
    if kind == GELU_TANH:  # half of one and tanh is the logistic function of twice the number
        inner = np.float32(2 * math.sqrt(2 / math.pi)) * (x + np.float32(0.044715) * x * x * x)
        return x / (np.float32(1) + _exp(-inner))
    return x


@_compiled
def _dot(row: Any, x: Any) -> Any:
    total = np.float32(0)
    for j in range(x.shape[0]):
        total += np.float32(row[j]) * x[j]
    return total


@_compiled
def _norm(x: Any, rms: bool, eps: float, out: Any) -> None:
    mean, square = np.float32(0), np.float32(0)
    if not rms:
        for j in range(x.shape[0]):
            mean += x[j]
        mean /= np.float32(x.shape[0])
    for j in range(x.shape[0]):
        square += (x[j] - mean) * (x[j] - mean)
    scale = np.float32(1) / np.sqrt(square / np.float32(x.shape[0]) + np.float32(eps))
    for j in range(x.shape[0]):
        out[j] = (x[j] - mean) * scale


@_compiled
def _prepared(stage: Any, scratch: Any) -> Any:
    """A matrix's input, normed into the thread's own memory if the stage begins with a norm."""
    x = carray(_float32(stage.input), stage.columns)
    if not stage.norm:
        return x
    _norm(x, stage.rms != 0, stage.eps, scratch)
    weight = carray(_float32(stage.norm), stage.columns)
    if stage.norm_bias:
        bias = carray(_float32(stage.norm_bias), stage.columns)
        for j in range(stage.columns):
            scratch[j] = scratch[j] * weight[j] + bias[j]
    else:
        for j in range(stage.columns):
            scratch[j] *= weight[j]
    return scratch[: stage.columns]


@_compiled
def _product(stage: Any, i: int, x: Any) -> Any:
    row = carray(_int8(stage.weight + i * stage.columns), stage.columns)
    total = _dot(row, x) * carray(_float32(stage.scales), stage.rows)[i]
    return total + carray(_float32(stage.bias), stage.rows)[i] if stage.bias else total


@_compiled
def _rows(stage: Any, begin: int, end: int, x: Any, common: Any) -> None:
    """Rows of a matrix: of a gated one the activated gate's times those as far below."""
    out, rows = carray(_float32(stage.output), stage.rows), stage.rows
    base = carray(_float32(stage.base), rows)
    for i in range(begin, end):
        y = _activated(_product(stage, i, x), stage.activation) + common
        if stage.gated:
            y *= _product(stage, i + rows // 2, x)
        out[i] = y + base[i] if stage.base else y


@_compiled
def _turned(job: Any, stage: Any, head: int, out: Any) -> None:
    """A query or key of the new token: normed if the model does so, turned to its place."""
    d = job.width
    told = carray(_float32(stage.input + 4 * head * d), d)
    if stage.asked:
        asked = carray(_float32(stage.asked + 4 * head * d), d)
        _norm(told, True, stage.eps, out)
        for c in range(d):
            told[c] = out[c] * asked[c]
    if job.turns:
        pairs = carray(_int64(job.pairs), d)
        turn = carray(_float32(job.turns + 4 * job.length * d), d)
        for c in range(0, d, 2):
            a, b = told[pairs[c]], told[pairs[c + 1]]
            out[c] = a * turn[c] - b * turn[c + 1]
            out[c + 1] = a * turn[c + 1] + b * turn[c]
    else:
        for c in range(d):
            out[c] = told[c]


@_compiled
def _attend(job: Any, stage: Any, group: int, scratch: Any) -> None:
    """The heads that share one key and value: remember those of the new token, ask all that were remembered."""
    d, n = job.width, job.length + 1
    size = 4 * job.places * d
    begin = job.cache + (2 * stage.layer * job.groups + group) * size
    keys = carray(_float32(begin), (n, d))
    values = carray(_float32(begin + job.groups * size), (n, d))
    value = carray(_float32(stage.input + 4 * (job.heads + job.groups + group) * d), d)
    _turned(job, stage, job.heads + group, keys[job.length])
    for c in range(d):
        values[job.length, c] = value[c]
    query, weights = scratch[:d], scratch[d : d + n]
    for head in range(group * (job.heads // job.groups), (group + 1) * (job.heads // job.groups)):
        _turned(job, stage, head, query)
        most = np.float32(-np.inf)
        for j in range(n):
            weights[j] = _dot(keys[j], query) * np.float32(job.scale)
            most = max(most, weights[j])
        total = np.float32(0)
        for j in range(n):
            weights[j] = _exp(weights[j] - most)
            total += weights[j]
        _mixed(values, weights, total, carray(_float32(stage.output + 4 * head * d), d))


@_compiled
def _mixed(values: Any, weights: Any, total: Any, out: Any) -> None:
    """The mean of values [n, d] by their weights; four at a time, for what was added up lies in memory."""
    n, d = values.shape
    out[:] = np.float32(0)
    for j in range(0, n - 3, 4):
        for c in range(d):
            out[c] += (weights[j] * values[j, c] + weights[j + 1] * values[j + 1, c]) + (
                weights[j + 2] * values[j + 2, c] + weights[j + 3] * values[j + 3, c]
            )
    for j in range(n - n % 4, n):
        for c in range(d):
            out[c] += weights[j] * values[j, c]
    for c in range(d):
        out[c] /= total


@_compiled
def _take_part(job: Any, number: int, stage: Any, scratch: Any) -> None:
    """Do parts of one stage until none is left, then wait for what others took."""
    taken, done = job.taken + 8 * number, job.done + 8 * number
    matrix = stage.kind == MATRIX
    whole = stage.rows // (2 if stage.gated else 1)
    part = max(1, _PART // stage.columns) if matrix else 1
    parts = (whole + part - 1) // part
    mine = _add(taken, 1)
    if mine < parts and matrix:
        x, common = _prepared(stage, scratch), np.float32(0)
        if stage.mean:
            common = _dot(carray(_float32(stage.mean), stage.columns), x)
        while mine < parts:
            _rows(stage, mine * part, min(whole, (mine + 1) * part), x, common)
            _add(done, 1)
            mine = _add(taken, 1)
    while mine < parts:
        _attend(job, stage, mine, scratch)
        _add(done, 1)
        mine = _add(taken, 1)
    looks = 0
    while _read(done) < parts:
        looks += 1
        if looks % 1000 == 0:
            _give_way()


def _work(pointer: Any) -> None:
    """What every thread does with a step; `pointer` is that of a JOB."""
    job = carray(pointer, 1)[0]
    stages = carray(_stages(job.stages), job.count)
    me = _add(job.taken + 8 * job.count, 1)
    scratch = carray(_float32(job.scratch + 4 * me * job.room), job.room)
    for number in range(job.count):
        _take_part(job, number, stages[number], scratch)


@_compiled
def _largest(scores: Any, ids: Any) -> None:
    """The places of the largest scores, falling; of equals the first. Blocks that hold none of them are skipped."""
    found = 0
    for begin in range(0, scores.shape[0], _BLOCK):
        block = scores[begin : begin + _BLOCK]
        most = block[0]
        for j in range(block.shape[0]):
            most = max(most, block[j])
        if found == ids.shape[0] and not most > scores[ids[found - 1]]:
            continue
        for j in range(block.shape[0]):
            if found == ids.shape[0] and not block[j] > scores[ids[found - 1]]:
                continue
            place = min(found, ids.shape[0] - 1)
            while place and block[j] > scores[ids[place - 1]]:
                ids[place] = ids[place - 1]
                place -= 1
            ids[place] = begin + j
            found = min(found + 1, ids.shape[0])


def _summary(scores: Any, token: int, ids: Any, chances: Any) -> Any:
    """Sum finite scores [vocabulary] up: a token's probability and rank from 1, and the entropy in nats.

    Writes the most probable tokens and their probabilities into `ids` and `chances` [count], falling.
    """
    most, own, before = scores[0], scores[token], np.int32(0)
    for j in range(scores.shape[0]):
        most = max(most, scores[j])
    for j in range(scores.shape[0]):
        before += np.int32(scores[j] > own)
    for j in range(token):
        before += np.int32(scores[j] == own)
    total, mixed = np.float32(0), np.float32(0)
    for j in range(scores.shape[0]):
        share = _exp(scores[j] - most)
        total += share
        mixed += share * (scores[j] - most)
    if ids.shape[0]:
        _largest(scores, ids)
    for place in range(ids.shape[0]):
        chances[place] = _exp(scores[ids[place]] - most) / total
    return _exp(own - most) / total, before + 1, np.log(total) - mixed / total


_numbers, _places = types.Array(types.float32, 1, "C"), types.Array(types.int64, 1, "C")


def _compile(cache: bool) -> Any:
    step = cfunc(types.void(types.CPointer(_job)), nopython=True, cache=cache)(_work)
    asked = (_numbers, types.int64, _places, _numbers)
    return step, njit(asked, fastmath=True, error_model="numpy", nogil=True, cache=cache)(_summary)


try:
    work, summary = _compile(cache=True)
except RuntimeError:  # no folder to keep it in: it is compiled anew each time
    work, summary = _compile(cache=False)
