"""The nearest of a million directions, exactly, and a map of all of them; both without holding them in memory."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from model_zoo.cards import Report
from model_zoo.embedding.index.build import room
from model_zoo.embedding.index.store import Index, Rows
from model_zoo.embedding.similarity import Band, random_pairs

#: Rows at a time: a piece of this size stays in the cache of most processors.
_STEP = 16_384
#: Twice the largest error of a cosine in half precision: who comes so near to the last place is looked at again.
_DOUBT = 4e-3
_SAMPLE = 3000


def nearest(
    vectors: NDArray[np.float16],
    query: NDArray[np.float32],
    most: int,
    report: Report,
    among: NDArray[np.bool_] | None = None,
) -> tuple[Rows, NDArray[np.float64]]:
    """The `most` rows of vectors [n, width] with the largest cosine to the query [width], and their cosines.

    All are compared in half precision; those that may be among the nearest are compared again in full. `among` [n]
    says which rows may be found. Rows without a direction (zero) are never found.
    """
    unit = query / max(float(np.linalg.norm(query)), 1e-12)
    rough = np.empty(len(vectors), np.float32)
    half = torch.from_numpy(unit.astype(np.float16))
    with _one_thread():
        for begin in range(0, len(vectors), _STEP):
            report(begin / len(vectors), f"Comparing {len(vectors):,} words")
            # A copy, for torch takes no memory that cannot be written; it costs little beside the product.
            part = torch.from_numpy(np.array(vectors[begin : begin + _STEP]))
            rough[begin : begin + _STEP] = torch.mv(part, half).float().numpy()
    if among is not None:
        rough[~among] = -np.inf
    allowed = int(np.isfinite(rough).sum())
    most = min(most, allowed)
    if not most:
        return np.empty(0, np.int64), np.empty(0)
    last = np.partition(rough, len(rough) - most)[len(rough) - most]
    rows = np.flatnonzero(rough >= last - _DOUBT)
    scores = np.concatenate(
        [
            vectors[rows[begin : begin + _STEP]].astype(np.float64) @ unit.astype(np.float64)
            for begin in range(0, len(rows), _STEP)
        ]
    )
    there = np.concatenate(
        [vectors[rows[begin : begin + _STEP]].any(axis=1) for begin in range(0, len(rows), _STEP)]
    )
    rows, scores = rows[there], scores[there]
    order = np.lexsort((rows, -scores))[:most]
    return rows[order], np.clip(scores[order], -1.0, 1.0)


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Memory is what a search waits for: a second thread takes twice the time of the processor, and saves none."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def band(index: Index, layer: int, seed: int = 0) -> Band | None:
    """How alike random words of different sentences are at a layer; None where there are no two such words."""
    draw = np.random.default_rng(seed)
    rows = np.sort(draw.choice(len(index), min(_SAMPLE, len(index)), replace=False))
    vectors = index.vectors(layer)[rows].astype(np.float32)
    kinds = index.words[rows, 2]
    names = index.names
    try:
        return random_pairs(
            vectors, index.sentences_of(rows).tolist(), [names[kind] for kind in kinds.tolist()], draw
        )
    except ValueError:
        return None


def make_map(index: Index, layer: int, report: Report) -> Path:
    """Write the map of a layer, unless it is there: every row's two strongest principal components.

    The covariance is summed over pieces, so that memory holds width * width numbers however many rows there are. Rows
    without a direction have no place (NaN).
    """
    path = index.map_file(layer)
    if path.exists() and len(np.load(path, mmap_mode="r")) == len(index):
        return path
    vectors = index.vectors(layer)
    width, count = vectors.shape[1], len(vectors)
    total = np.zeros(width)
    squares = np.zeros((width, width))
    note = f"Map of {count:,} words"
    for begin in range(0, count, _STEP):
        report(0.95 + 0.03 * begin / count, note)
        part = torch.from_numpy(vectors[begin : begin + _STEP].astype(np.float32))
        total += part.sum(0, dtype=torch.float64).numpy()
        squares += (part.T @ part).double().numpy()
    mean = total / count
    axes = np.linalg.eigh(squares / count - np.outer(mean, mean))[1][:, ::-1][:, :2]
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
    axes = np.ascontiguousarray((axes * signs).astype(np.float32))
    fresh = path.with_suffix(f".{os.getpid()}.tmp")
    with room(index.folder, 0.95), fresh.open("wb") as file:
        np.lib.format.write_array_header_1_0(
            file, {"descr": "<f4", "fortran_order": False, "shape": (count, 2)}
        )
        for begin in range(0, count, _STEP):
            report(0.98 + 0.02 * begin / count, note)
            part32 = vectors[begin : begin + _STEP].astype(np.float32)
            flat = (part32 - mean.astype(np.float32)) @ axes
            flat[~part32.any(axis=1)] = np.nan
            file.write(np.ascontiguousarray(flat, "<f4").data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return path
