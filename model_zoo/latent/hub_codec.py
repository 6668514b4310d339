"""Codecs of transformers: EnCodec (Défossez et al. 2022), DAC (Kumar et al. 2023), Mimi (Défossez et al. 2024).

They keep neither pitch nor voice beside the codes, and all levels belong to every sound.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from model_zoo.cards import Card
from model_zoo.errors import ModelError
from model_zoo.latent.sound_codec import Array, Bits, Coded, Numbers, Rebuilt, Report

MOST_LEVELS = 8
"""More codebooks than this are refinements that nobody reads: the first ones are used."""
_SHORTEST = 0.1


class HubCodec:
    """A ready codec of Hugging Face's shape. `levels` is how many of its codebooks are used."""

    kind = "sound"
    droppable = False

    def __init__(self, card: Card, model: Any, device: torch.device) -> None:
        config = model.config
        self.card, self.model, self.device = card, model, device
        self._family = str(config.model_type)
        self.sample_rate = int(config.sampling_rate)
        self.size = int(config.codebook_size)
        self.levels = min(MOST_LEVELS, _levels(config))
        # EnCodec names the bits a second of a choice of levels; the others take the number of levels itself.
        self._step = int(config.hop_length) if self._family == "dac" else _hop(config)

    @property
    def rate(self) -> float:
        return self.sample_rate / self._step

    @property
    def bits(self) -> Bits:
        return Bits(self.levels * math.log2(self.size) * self.rate, 0.0, 0)

    def hertz(self, coded: Coded) -> Array:
        return np.zeros(0, np.float32)

    @torch.inference_mode()
    def encode(self, wave: Array, report: Report = lambda share: None) -> Coded:
        if len(wave) < _SHORTEST * self.sample_rate:
            raise ModelError(
                f"The sound is {len(wave) / self.sample_rate:.2f} s long: choose one of {_SHORTEST} s or more."
            )
        report(0.0)
        given = torch.from_numpy(np.ascontiguousarray(wave))[None, None].to(self.device)
        if self._family == "encodec":
            found = self.model.encode(given, torch.ones_like(given, dtype=torch.bool), self._bandwidth())
            codes = found.audio_codes[0, 0]
        elif self._family == "dac":
            codes = self.model.encode(given, n_quantizers=self.levels).audio_codes[0]
        else:
            codes = self.model.encode(given, num_quantizers=self.levels).audio_codes[0]
        numbers = codes[: self.levels].cpu().numpy().astype(np.int16)
        return Coded(numbers, np.zeros(numbers.shape[1], np.uint8), np.zeros(0, np.float32), len(wave))

    @torch.inference_mode()
    def decode(self, coded: Coded, report: Report = lambda share: None) -> Rebuilt:
        levels = coded.numbers.shape[0]
        if levels > self.levels or len(coded.voice):
            raise ModelError(
                f"These codes have {levels} levels and a voice of {len(coded.voice)} numbers; this model has "
                f"{self.levels} and none: choose the model that they were made with."
            )
        if coded.count and not 0 <= coded.numbers.min() <= coded.numbers.max() < self.size:
            raise ModelError(f"These codes name entries that a codebook of {self.size} does not have.")
        report(0.0)
        codes = torch.from_numpy(coded.numbers.astype(np.int64))[None].to(self.device)
        found = self._decoded(codes).flatten()[: coded.samples].float().cpu().numpy()
        wave = np.pad(found, (0, coded.samples - len(found)))
        return Rebuilt(coded, wave.astype(np.float32))

    def redecode(self, before: Rebuilt, numbers: Numbers) -> tuple[Rebuilt, slice]:
        """As `SoundCodec.redecode`; all is decoded: recurrent layers and attention remember from far away."""
        if np.array_equal(before.coded.numbers, numbers):
            return before, slice(0, 0)
        return self.decode(replace(before.coded, numbers=numbers)), slice(0, before.coded.samples)

    def _decoded(self, codes: Tensor) -> Tensor:
        if self._family == "encodec":
            found: Tensor = self.model.decode(codes[None], [None])[0]
        elif self._family == "dac":
            found = self.model.decode(audio_codes=codes)[0]
        else:
            found = self.model.decode(codes)[0]
        return found

    def _bandwidth(self) -> float:
        """The least of the model's bandwidths that gives so many levels, in kilobits a second."""
        each = math.log2(self.size) * self.rate / 1000.0
        wanted = [float(one) for one in self.model.config.target_bandwidths]
        return next((one for one in sorted(wanted) if one >= self.levels * each - 1e-6), max(wanted))


def _levels(config: Any) -> int:
    return int(config.n_codebooks) if config.model_type == "dac" else int(config.num_quantizers)


def _hop(config: Any) -> int:
    """Samples for one code."""
    return round(int(config.sampling_rate) / float(config.frame_rate))
