"""Run a demo: the one way in, for the window's device thread and for the command line alike."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import psutil
import torch

from app.core.contract import Demo, Progress, SilentProgress, UserError
from app.core.discovery import demos
from app.core.record import ModelRef, RunRecord
from app.core.schema import decode
from app.core.versions import versions
from app.device import choose
from app.device.memory import advice, give_back, is_out_of_memory
from app.device.models import Loaded, ModelCache

T = TypeVar("T")


class Runtime:
    """Keeps models and engines. All of it is for one thread at a time."""

    def __init__(self) -> None:
        torch.set_num_threads(choose.cores())
        self._models = ModelCache()
        self._bare: dict[str, Any] = {}  # engines of demos that need no model

    def run(
        self,
        demo: Demo | str,
        model: str | None = None,
        request: Any = None,
        *,
        device: str | None = None,
        dtype: str | None = None,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> RunRecord:
        """Answer `request` (the demo's dataclass, or a dict of its fields) with `model` (None: the bundled one).

        Raises UserError for what the user can mend, Cancelled on Stop.
        """
        demo = _demo(demo)
        progress = progress or SilentProgress()
        if not isinstance(request, demo.request):
            request = decode(demo.request, request or {})
        place, precision = _place(demo, model, device, dtype)
        named = getattr(request, "seed", None)  # a request that names its own seed is right
        seed = seed if named is None else named
        _check_seed(seed)

        spec = model if model or not demo.chooses else demo.part("chooses")(request)

        def answer() -> tuple[Loaded | None, Any, float]:
            engine, loaded = self._engine(demo, spec, place, precision, progress)
            _seed(seed)
            begin = time.perf_counter()
            result = engine.run(request, progress)
            return loaded, result, time.perf_counter() - begin

        loaded, result, seconds = self._with_room(place, answer)
        return RunRecord(
            demo=demo.id,
            model=None if loaded is None else ModelRef(loaded.card.id, loaded.card.sha256, loaded.card.spec),
            seed=seed,
            request=request,
            result=result,
            seconds=seconds,
            device=str(place),
            dtype=str(precision).removeprefix("torch."),
            versions=versions(),
        )

    def warm(
        self,
        demo: Demo | str,
        model: str | None = None,
        *,
        device: str | None = None,
        dtype: str | None = None,
        progress: Progress | None = None,
    ) -> None:
        """Load a demo's model and build its engine, so that the first request finds them ready."""
        demo = _demo(demo)
        place, precision = _place(demo, model, device, dtype)

        def load() -> None:
            engine, _ = self._engine(demo, model, place, precision, progress or SilentProgress())
            ready = getattr(engine, "warm", None)  # an engine may have first-use costs of its own
            if ready is not None:
                ready()

        self._with_room(place, load)

    def _with_room(self, device: torch.device, work: Callable[[], T]) -> T:
        """Give what `work` gives. If memory ends, let go of the models it does not use and try once more."""
        for last in (False, True):
            try:
                return work()
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
                error.__traceback__ = None  # its frames hold the tensors that are to be freed
                why = error
            if last or not self._models.release_others(device):
                break
        give_back()
        raise advice(device, why)

    def _engine(
        self, demo: Demo, model: str | None, device: torch.device, dtype: torch.dtype, progress: Progress
    ) -> tuple[Any, Loaded | None]:
        if demo.family == "none":
            if demo.id not in self._bare:
                self._bare[demo.id] = demo.part("engine")(None)
            return self._bare[demo.id], None
        loaded = self._models.get(demo, model, device, dtype, progress)
        if demo.id not in loaded.engines:
            loaded.engines[demo.id] = demo.part("engine")(loaded.model)
        return loaded.engines[demo.id], loaded

    def devices(self) -> list[choose.Device]:
        """The devices of this machine, the best first."""
        return choose.devices()

    def loaded(self) -> list[ModelRef]:
        """The models in memory, the least recently used first."""
        return [ModelRef(one.card.id, one.card.sha256, one.card.spec) for one in self._models.loaded()]

    def unload(self, spec: str | None = None) -> None:
        """Let go of a model (None: all) and give its memory back."""
        self._models.unload(spec)

    def memory(self) -> dict[str, Any]:
        """Bytes in use: {"process", "device_allocated" (accelerators only), "models": ids}."""
        found: dict[str, Any] = {
            "process": psutil.Process().memory_info().rss,
            "models": [one.id for one in self.loaded()],
        }
        if torch.cuda.is_available():
            found["device_allocated"] = torch.cuda.memory_allocated()
        elif torch.backends.mps.is_available():
            found["device_allocated"] = torch.mps.current_allocated_memory()
        return found


def _place(
    demo: Demo, model: str | None, device: str | None, dtype: str | None
) -> tuple[torch.device, torch.dtype]:
    """Where a demo runs, and in which precision. One without a model trains small things, on the processor."""
    place, precision = choose.pick(device, dtype)
    if demo.family != "none":
        return place, precision
    if model is not None:
        raise UserError(f"“{demo.title}” learns from its data and takes no model: leave it out.", "model")
    return torch.device("cpu"), torch.float32


def _check_seed(seed: int) -> None:
    if not 0 <= seed < 2**63:
        raise UserError(f"{seed} is no seed: give a whole number from 0 to 2^63 - 1.", "seed")


def _seed(seed: int) -> None:
    """Start every source of random numbers that an engine may draw from."""
    torch.default_generator.manual_seed(seed)
    # Not torch.manual_seed: where no accelerator has been used yet it notes each seed, with a trace, for later.
    if torch.cuda.is_available():
        torch.cuda.manual_seed_all(seed)
    if torch.backends.mps.is_available():
        torch.mps.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed % 2**32)


def _demo(demo: Demo | str) -> Demo:
    if isinstance(demo, Demo):
        return demo
    known = demos()
    if demo not in known:
        raise UserError(f"There is no demo “{demo}”; there is {', '.join(known)}.")
    return known[demo]
