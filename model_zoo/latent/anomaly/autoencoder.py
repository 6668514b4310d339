"""Auto-encoders trained on normal rows only: what they reconstruct badly is strange (Sakurada and Yairi 2014)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch

from model_zoo.cards import Report
from model_zoo.latent.anomaly.adam import Adam
from model_zoo.latent.anomaly.detector import Rows, Scores
from model_zoo.nets.parallel_autoencoders import ParallelAutoencoders

_RATE = 3e-3
_MOST_HIDDEN = 128
#: Rows that are scored at once: all members' reconstructions of them are in memory together.
_CHUNK = 512

#: Called after each epoch with its number, from 1, and the nets as they are then.
Watch = Callable[[int, "Autoencoders"], None]


class Autoencoders:
    """Trained nets, one for each width (and seed). The score is the mean squared error of the features."""

    def __init__(self, net: ParallelAutoencoders, widths: Sequence[int]) -> None:
        self._net = net
        self.widths = tuple(widths)
        self.loss = float("nan")  # mean over members in the last epoch

    @torch.no_grad()
    def reconstruct(self, rows: Rows) -> Rows:
        """[rows, features] -> every member's reconstruction, float32 [members, rows, features]."""
        found: Rows = self._net(torch.from_numpy(np.ascontiguousarray(rows))).numpy()
        return found

    def errors(self, rows: Rows) -> Scores:
        """[rows, features] -> mean squared errors of every member, [members, rows]."""
        parts = [rows[at : at + _CHUNK] for at in range(0, max(1, len(rows)), _CHUNK)]
        found = [np.square(self.reconstruct(part) - part).mean(axis=2, dtype=np.float64) for part in parts]
        return np.concatenate(found, axis=1)

    def member(self, number: int) -> Autoencoder:
        """One of the nets as a method of its own."""
        return Autoencoder(self, number)


class Autoencoder:
    """One auto-encoder; see Detector."""

    def __init__(self, nets: Autoencoders, number: int) -> None:
        self._nets, self._number = nets, number

    def scores(self, rows: Rows) -> Scores:
        """Mean squared error of each row's reconstruction."""
        return self._nets.errors(rows)[self._number]

    def expected(self, row: Rows) -> Rows:
        """The reconstruction."""
        return self._nets.reconstruct(row[None])[self._number, 0]

    def blame(self, row: Rows) -> Scores:
        """Each feature's squared error over the number of features: together they are the score."""
        return np.square(self.expected(row) - row).astype(np.float64) / len(row)


def train_autoencoders(
    rows: Rows,
    widths: Sequence[int],
    epochs: int,
    seeds: Sequence[int],
    report: Report,
    watch: Watch | None = None,
) -> Autoencoders:
    """Train one net for each width and its seed on the same batches of `rows` [rows, features], by Adam.

    The hidden layers have twice as many units as there are features, 32 to 128, and no fewer than the widest
    code has, so that the code is the bottleneck. The learning rate falls along a cosine. `report` is called
    after each epoch; what it raises ends the training.
    """
    with _one_thread():
        return _train(rows, widths, epochs, seeds, report, watch)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Nets as small as these lose more by waiting for a second thread than it brings them."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _train(
    rows: Rows,
    widths: Sequence[int],
    epochs: int,
    seeds: Sequence[int],
    report: Report,
    watch: Watch | None,
) -> Autoencoders:
    count, features = rows.shape
    hidden = max(min(_MOST_HIDDEN, max(32, 2 * features)), *widths)
    net = ParallelAutoencoders(features, hidden, widths, seeds)
    found = Autoencoders(net, widths)
    batch = 32 if count < 500 else 64 if count < 1500 else 128
    steps = epochs * -(-count // batch)
    adam = Adam(net.parameters(), _RATE, steps)
    data = torch.from_numpy(np.ascontiguousarray(rows))
    order = torch.Generator().manual_seed(seeds[0] % 2**63)
    for epoch in range(1, epochs + 1):
        losses = []
        for places in torch.randperm(count, generator=order).split(batch):
            x = data[places]
            # A sum over members: each one's gradient is that of its own mean error.
            loss = (net(x) - x).square().mean(dim=(1, 2)).sum()
            loss.backward()
            adam.step()
            losses.append(float(loss.detach()))
        found.loss = float(np.mean(losses)) / len(widths)
        report(epoch / epochs, f"Epoch {epoch} of {epochs}, error {found.loss:.3g}")
        if watch is not None:
            watch(epoch, found)
    return found
