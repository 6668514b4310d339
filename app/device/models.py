"""Loaded models, kept while there is room and let go, oldest first, when there is not."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch

from app.core.contract import Demo, Progress, UserError, resolve
from app.device.memory import free_bytes, give_back
from model_zoo.cards import Card, default, find, serves
from model_zoo.errors import ModelError

#: Share of the free memory that kept models may take together.
SHARE = 0.5


@dataclass(slots=True)
class Loaded:
    """A model in memory and the engines built on it, by demo id."""

    card: Card
    model: Any
    device: torch.device
    dtype: torch.dtype
    engines: dict[str, Any] = field(default_factory=dict)


#: Family, path, sha256, device, dtype. The path counts: the same weights may stand beside another tokenizer.
Key = tuple[str, str, str, str, str]


class ModelCache:
    """Belongs to the device thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Loaded] = OrderedDict()
        self._wanted: Key | None = None  # asked for last; in `_kept` once it is loaded

    def get(
        self, demo: Demo, spec: str | None, device: torch.device, dtype: torch.dtype, progress: Progress
    ) -> Loaded:
        """The model of `spec` for `demo`, loaded if need be. Raises UserError with the loader's sentence."""
        try:
            card = self._card(demo, spec, progress)
            key = (demo.family, str(card.path), card.sha256, str(device), str(dtype))
            self._wanted = key
            if key not in self._kept:
                self._make_room(_size(card, dtype), device)
                load: Callable[..., Any] = resolve(f"model_zoo.loaders.{demo.family}:load")
                self._kept[key] = Loaded(card, load(card, device, dtype, progress.report), device, dtype)
        except ModelError as error:
            raise UserError(str(error), "model") from error
        self._kept.move_to_end(key)
        return self._kept[key]

    def _card(self, demo: Demo, spec: str | None, progress: Progress) -> Card:
        card = default(demo.family, demo.prefers) if spec is None else find(spec, progress.report)
        if card.source == "bundled" and not serves(card, demo.family):
            raise ModelError(
                f"“{card.id}” is a {card.family} model, and “{demo.title}” needs one of the family {demo.family}."
            )
        return card

    def _make_room(self, size: int, device: torch.device) -> None:
        there = [key for key in self._kept if self._kept[key].device == device]
        kept = sum(_size(self._kept[key].card, self._kept[key].dtype) for key in there)
        room = (free_bytes(device) + kept) * SHARE
        total = kept + size
        for key in there:
            if total <= room:
                break
            gone = self._kept.pop(key)
            total -= _size(gone.card, gone.dtype)
            del gone
            give_back()

    def release_others(self, device: torch.device) -> bool:
        """Let go of all models on `device` but the one asked for last; False if there was none to let go of."""
        gone = [key for key, held in self._kept.items() if held.device == device and key != self._wanted]
        for key in gone:
            del self._kept[key]
        give_back()
        return bool(gone)

    def unload(self, spec: str | None = None) -> None:
        """Let go of one model, or of all, and give the memory back."""
        gone = [
            key for key, held in self._kept.items() if spec is None or spec in (held.card.spec, held.card.id)
        ]
        for key in gone:
            del self._kept[key]
        give_back()

    def loaded(self) -> list[Loaded]:
        """What is kept, the least recently used first."""
        return list(self._kept.values())


def _size(card: Card, dtype: torch.dtype) -> int:
    """Bytes that a model takes in memory: its numbers at `dtype`'s width, which the file may store at another."""
    return max(card.bytes if card.parameters is None else 0, (card.parameters or 0) * dtype.itemsize)
