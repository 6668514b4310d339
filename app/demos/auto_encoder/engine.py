"""Asks a model's auto-encoders, and trains new ones where the user wants his own."""

from __future__ import annotations

import torch

from app.core.contract import Progress
from app.demos.auto_encoder import mapping, starting, sweeping
from app.demos.auto_encoder.checks import check
from app.demos.auto_encoder.contract import AutoEncoderRequest, AutoEncoderResult
from app.demos.auto_encoder.training import Trainings
from model_zoo.latent.auto_encoding import AutoEncoders


class AutoEncoderEngine:
    """The engine of the demo; `model` is what model_zoo.loaders.auto_encoder gives."""

    def __init__(self, model: AutoEncoders) -> None:
        self._model = model
        self._trainings = Trainings(model)
        self._errors: sweeping.Errors = {}

    def run(self, request: AutoEncoderRequest, progress: Progress) -> AutoEncoderResult:
        """Answer one request.

        Raises UserError for a request that cannot be answered, Cancelled on Stop; a training that was stopped can
        be gone on with.
        """
        check(request)
        if request.task == "sweep":
            return sweeping.sweep(self._model, request, self._errors, progress)
        if request.task == "map":
            return mapping.map_(self._model, request, progress)
        seed = torch.initial_seed() if request.seed is None else request.seed
        if request.task == "start":
            return starting.start(self._model, request, seed % 2**63, progress)
        return self._trainings.train(request, seed % 2**63, progress)
