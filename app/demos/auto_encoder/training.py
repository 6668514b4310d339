"""Train a net in the window: live, left and gone on with, and written so that it can be opened as a model."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from app.core.contract import Cancelled, Progress, UserError
from app.core.paths import cache_dir
from app.core.schema import dumps
from app.demos.auto_encoder.contract import AutoEncoderRequest, AutoEncoderResult, CurvePoint, TrainProgress
from app.demos.auto_encoder.sources import Source, source
from app.demos.auto_encoder.sweeping import Floats, first_ones
from model_zoo.latent.auto_encoder_file import write
from model_zoo.latent.auto_encoding import AutoEncoders
from model_zoo.latent.layer_wise import pretrain
from model_zoo.latent.principal import Principal, principal
from model_zoo.nets.dense_auto_encoder import DenseAutoEncoder, DenseShape
from model_zoo.recipes import small_trainer
from model_zoo.recipes.light_optimizers import LightAdam

#: Seconds between two looks at what a net makes of the pictures.
_LOOK = 0.2
_MACHINE_EPOCHS = 4


@dataclass(slots=True)
class _Training:
    """A training that is on its way, or was left."""

    source: Source
    linear: Principal
    net: DenseAutoEncoder
    trainer: small_trainer.SmallTrainer
    each: int  # steps in an epoch
    begun: bool = False  # the machines have given it its first weights


class Trainings:
    """Trains nets; the last one that was left is remembered."""

    def __init__(self, model: AutoEncoders) -> None:
        self._sets = model.sets
        self._left: tuple[AutoEncoderRequest, _Training] | None = None

    def train(self, request: AutoEncoderRequest, seed: int, progress: Progress) -> AutoEncoderResult:
        """Train to the end, or until Stop; either way the net so far lies in its folder."""
        folder = _folder(request, seed)
        key = replace(request, resume=False, keep="", seed=seed)
        training = self._left[1] if request.resume and self._left and self._left[0] == key else None
        self._left = None
        if training is None:
            training = _prepare(request, seed, progress)
        look = _Look(training, request, folder, progress)
        try:
            if not training.begun and request.begin == "rbm":
                generator = torch.Generator().manual_seed(seed)
                rows = torch.from_numpy(training.source.rows)
                pretrain(training.net, rows, _MACHINE_EPOCHS, generator, look.machines)
            training.begun = True
            training.trainer.run(look.step)
        except Cancelled:
            if training.begun:
                self._left = (key, training)
                _write(training, folder)
            raise
        _write(training, folder)
        return _result(training, request, folder, self._sets)


def _prepare(request: AutoEncoderRequest, seed: int, progress: Progress) -> _Training:
    progress.report(None, "Reading")
    found = source(request, progress)
    if request.begin == "rbm" and found.space.kind != "pictures":
        raise UserError("Restricted Boltzmann machines learn values from 0 to 1: choose pictures.", "begin")
    if request.units == "logistic" and found.space.kind != "pictures":
        raise UserError("Logistic units give values from 0 to 1: choose GELU units for a table.", "units")
    torch.default_generator.manual_seed(seed)
    net = DenseAutoEncoder(DenseShape(found.space.inputs, request.hidden, request.width, request.units))
    rows, held = torch.from_numpy(found.rows), torch.from_numpy(found.held_out.rows)
    each = max(1, len(rows) // request.batch)

    def loss(generator: torch.Generator) -> Tensor:
        x = rows[torch.randint(len(rows), (min(request.batch, len(rows)),), generator=generator)]
        if request.noise > 0:
            return net.loss(x, x + request.noise * torch.randn(x.shape, generator=generator))
        return net.loss(x)

    def judge() -> float:
        return found.space.error(found.held_out.rows, np.asarray(net(held).numpy(), np.float32))

    plan = small_trainer.SmallPlan(
        request.epochs * each, rate=request.rate, every=each, average=0.98, seed=seed
    )
    trainer = small_trainer.SmallTrainer(net, loss, judge, plan, LightAdam(net.parameters(), request.rate))
    linear = principal(found.rows, request.width)
    return _Training(found, linear, net, trainer, each)


class _Look:
    """Tells how far a training is, and shows from time to time what it has learnt."""

    def __init__(
        self, training: _Training, request: AutoEncoderRequest, folder: Path, progress: Progress
    ) -> None:
        self._training, self._request, self._progress, self._checkpoint = training, request, progress, folder
        space, held = training.source.space, training.source.held_out
        self._rows, self._names = first_ones(held, request.pictures)
        linear = training.linear
        self._pictures = space.pictures(self._rows)
        self._pca = space.pictures(linear.reconstructed(self._rows, request.width))
        self._pca_error = space.error(held.rows, linear.reconstructed(held.rows, request.width))
        self._last = 0.0

    def machines(self, share: float, words: str) -> None:
        self._progress.report(0.3 * share, words)

    def step(self, share: float, point: small_trainer.CurvePoint | None) -> None:
        training = self._training
        done = 0.3 if self._request.begin == "rbm" else 0.0
        epoch = min(self._request.epochs, training.trainer.step // training.each + 1)
        if point is not None and time.monotonic() - self._last > _LOOK:
            self._last = time.monotonic()
            self._progress.partial(self._now())
        self._progress.report(done + share * (1 - done), f"Epoch {epoch:,} of {self._request.epochs:,}")

    def _now(self) -> TrainProgress:
        training, space = self._training, self._training.source.space
        return TrainProgress(
            epochs=self._request.epochs,
            width=self._request.width,
            curve=curve_of(training.trainer, training.each),
            pca_error=self._pca_error,
            pictures=self._pictures,
            names=self._names,
            reconstructions=space.pictures(_through(training.net, self._rows)),
            pca_reconstructions=self._pca,
            checkpoint=self._checkpoint,
        )


def curve_of(trainer: small_trainer.SmallTrainer, each: int) -> tuple[CurvePoint, ...]:
    """A trainer's curve over epochs of `each` steps."""
    return tuple(CurvePoint(point.step / each, point.train, point.held_out) for point in trainer.curve)


@torch.no_grad()
def _through(net: DenseAutoEncoder, rows: Floats) -> Floats:
    return np.asarray(net(torch.from_numpy(rows)).numpy(), np.float32)


def _folder(request: AutoEncoderRequest, seed: int) -> Path:
    if request.keep.strip():
        return Path(request.keep.strip()).expanduser()
    mark = hashlib.sha256(dumps(replace(request, resume=False, seed=seed)).encode()).hexdigest()[:10]
    return cache_dir() / "trained" / f"auto-encoder-{request.width}-{mark}"


def _write(training: _Training, folder: Path) -> None:
    found = training.source
    net = training.net.eval()
    try:
        write(
            folder,
            {found.id: found.space},
            {(found.id, net.shape.code): net},
            {found.id: training.linear},
            {found.id: found.held_out},
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UserError(f"The net cannot be written to {str(folder)[:200]}: {reason}.", "keep") from error


def _result(
    training: _Training, request: AutoEncoderRequest, folder: Path, sets: tuple[str, ...]
) -> AutoEncoderResult:
    found, linear, width = training.source, training.linear, request.width
    space, held = found.space, found.held_out
    shown, names = first_ones(held, request.pictures)
    with torch.no_grad():
        codes = np.asarray(training.net.encode(torch.from_numpy(shown)).numpy(), np.float32)
    return AutoEncoderResult(
        task="train",
        data=found.id,
        title=space.title,
        sets=sets,
        widths=(width,),
        width=width,
        pictures=space.pictures(shown),
        names=names,
        reconstructions=space.pictures(_through(training.net, shown))[None],
        pca_reconstructions=space.pictures(linear.reconstructed(shown, width))[None],
        error=(space.error(held.rows, _through(training.net, held.rows)),),
        pca_error=(space.error(held.rows, linear.reconstructed(held.rows, width)),),
        rows=len(held.rows),
        codes=codes,
        curve=curve_of(training.trainer, training.each),
        checkpoint=folder,
        parameters=sum(one.numel() for one in training.net.parameters()),
    )
