"""A demo whose engine has room for its work only while its model is alone in memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch

from app.core.contract import Demo, Progress
from app.device import Runtime
from model_zoo.loaders.masked_lm import MaskedLM

#: More than any machine has: torch's own allocator refuses it.
_TOO_MUCH = 2**60


@dataclass(frozen=True, slots=True)
class HungryRequest:
    models: int = 1  # with more of them in memory, memory ends


@dataclass(frozen=True, slots=True)
class HungryResult:
    alone: bool


class Hungry:
    runtime: ClassVar[Runtime]
    runs = 0

    def __init__(self, model: MaskedLM) -> None:
        self.model = model

    def run(self, request: HungryRequest, progress: Progress) -> HungryResult:
        type(self).runs += 1
        found = len(self.runtime.loaded())
        if found > request.models:
            torch.empty(_TOO_MUCH, dtype=torch.uint8)
        return HungryResult(found == 1)


DEMO = Demo(
    id="hungry",
    title="Hungry",
    summary="Needs all the memory there is.",
    group="Embeddings",
    family="masked_lm",
    request=HungryRequest,
    result=HungryResult,
    package="tests.device",
    engine="hungry:Hungry",
    page="",
    state="",
    exports="",
)
