"""A trained converter goes on: it rebuilds as before, and converts, while two nets listen whether it did.

Rebuilding alone never asks for a conversion: the decoder may go on trusting what the code still tells of the source.
Here half of each step is a conversion to the voice of the next row. One net says whether it sounds like that voice,
the other whether the same is said (as the style and speech consistency of StarGANv2-VC, Li et al. 2021). Both were
trained on real mels and are held still.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from model_zoo.nets.voice_converter import ConverterShape
from model_zoo.nets.voice_listeners import CodeReader, VoiceListener
from model_zoo.recipes.trainer import Pace
from model_zoo.recipes.voice_batches import Spoiling
from model_zoo.recipes.voice_corpus import Corpus
from model_zoo.recipes.voice_task import ConverterTask

WHO, WHAT = 2.0, 0.5
"""Weights of the two listeners, beside 1 for the rebuilt mel."""


class RefiningTask(ConverterTask):
    """`ConverterTask` with conversions: batches are the same, the loss has two terms more."""

    def __init__(
        self,
        shape: ConverterShape,
        pace: Pace,
        corpus: Corpus,
        held_out: Corpus,
        spoiling: Spoiling,
        who: VoiceListener,
        what: CodeReader,
    ) -> None:
        super().__init__(shape, pace, corpus, held_out, spoiling)
        self.who, self.what = who.eval().requires_grad_(False), what.eval().requires_grad_(False)

    def loss(self, *batch: Tensor) -> Tensor:
        envelope, hertz, mel, reference = batch
        net = self.model.train()
        code, quantising = net.encode(envelope)
        speaker = net.speaker(reference)
        rebuilt = net.decoder(code, net.pitch_bins(hertz), speaker)
        moved = moved_pitch(hertz, net.shape.pitch_floor, net.shape.pitch_ceiling)
        converted = net.decoder(code, net.pitch_bins(moved), speaker.roll(1, 0))
        likeness = (self.who(converted) * self.who(reference.roll(1, 0))).sum(dim=1).mean()
        # The encoder may give up more of the voice to please the first listener, but not chase the second.
        said = F.mse_loss(self.what(converted), code.detach())
        return F.l1_loss(rebuilt, mel) + quantising + WHO * (1.0 - likeness) + WHAT * said


def moved_pitch(hertz: Tensor, floor: float, ceiling: float) -> Tensor:
    """Each row's tune [rows, frames] around the mean of the row before it; 0 stays where nothing is voiced."""
    voiced = hertz > 0
    count = voiced.sum(dim=1, keepdim=True)
    mean = (hertz.clamp_min(1.0).log() * voiced).sum(dim=1, keepdim=True) / count.clamp_min(1)
    step = torch.where((count > 0) & (count.roll(1, 0) > 0), mean.roll(1, 0) - mean, torch.zeros_like(mean))
    return torch.where(voiced, (hertz * step.exp()).clamp(floor, ceiling), hertz)
