"""Rebuilding a mel from numbers of codebooks, as a task of the trainer: the voice converter, made discrete."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor

from model_zoo.nets.convolutions import SteadyNorm
from model_zoo.nets.speech_codec import SpeechCodec, SpeechCodecShape
from model_zoo.nets.vector_quantizer import VectorQuantizer
from model_zoo.recipes.trainer import Pace
from model_zoo.recipes.training_state import Parameters, export_half
from model_zoo.recipes.voice_batches import Crops, Spoiling, warp_matrix
from model_zoo.recipes.voice_corpus import SETUP, SPEEDS, Corpus
from model_zoo.recipes.voice_task import REFERENCE

KEPT = (0.35, 0.25, 0.4)
"""Share of rows that are decoded from one codebook, from two, and from all three."""
STEADY = 0.8
"""From here on the decoder's norms stand still, as they will after training."""
ALIKE = 0.25
"""Weight of the second hearing: as much as the commitment of the first."""
_FIRST_BATCHES = 32


class SpeechCodecTask:
    """`corpus` to learn from, `held_out` sentences of the same voices to validate on. It begins as a converter."""

    def __init__(
        self, shape: SpeechCodecShape, pace: Pace, corpus: Corpus, held_out: Corpus, converter: Path | None
    ) -> None:
        torch.manual_seed(pace.seed)
        self.model, self.pace = SpeechCodec(shape), pace
        self.held_out, self.progress = held_out, 0.0
        self.crops = Crops(corpus, SETUP, Spoiling(), pace.seed)
        if converter is not None:
            begin_as(self.model, converter)
        self._begin_books()

    def parameters(self) -> Parameters:
        """Codebooks and norms are learned too, though by no gradient: buffers count as parameters."""
        state = dict(self.model.named_parameters()) | dict(self.model.named_buffers())
        return cast("Parameters", state)

    def optimizers(self, pace: Pace) -> list[torch.optim.Optimizer]:
        """The speaker's encoder stays as it is: the decoder knows its vectors."""
        learned = [*self.model.content.parameters(), *self.model.decoder.parameters()]
        return [torch.optim.AdamW(learned, pace.adam_rate, betas=(0.9, 0.98), weight_decay=0.01)]

    def read(self, progress: float, step: int) -> tuple[list[Tensor], int]:
        self.progress = progress
        reference = int(self.crops.random.integers(*REFERENCE))
        batch = self.crops.batch(self.pace.rows, self.pace.length, reference)
        kept = self.crops.random.choice(len(KEPT), self.pace.rows, p=KEPT) + 1
        return [*batch, torch.from_numpy(kept)], self.pace.rows * self.pace.length

    def loss(self, *batch: Tensor) -> Tensor:
        """Mean absolute error of the log mel, in natural logarithms, and the quantisers' commitment."""
        envelope, hertz, mel, reference, kept = batch
        self.model.train()
        for module in self.model.modules():
            if isinstance(module, SteadyNorm) and self.progress > STEADY:
                module.eval()
        found, committing, numbers = self.model(envelope, hertz, reference, kept)
        # The same sound by a longer or shorter throat is to choose the same codes; half the rows are enough to ask.
        chosen = self.model.quantizer.books()[0].look_up(numbers[::2, 0])
        other = self.model.content(self._warped(envelope[::2]))
        return F.l1_loss(found, mel) + committing + ALIKE * F.mse_loss(other, chosen.detach())

    def _warped(self, envelope: Tensor) -> Tensor:
        """Each row [bands, frames] with its formants moved by another random factor."""
        reach = np.log1p(self.crops.spoiling.warp)
        factors = np.exp(self.crops.random.uniform(-reach, reach, len(envelope)))
        matrices = torch.from_numpy(np.stack([warp_matrix(SETUP, float(factor)) for factor in factors]))
        return matrices @ envelope

    def validate(self) -> float:
        """The mean absolute error with all codebooks."""
        return self.errors()[-1]

    @torch.no_grad()
    def errors(self) -> list[float]:
        """Mean absolute errors on held-out speech with the first codebook alone, with the first two, and so on."""
        self.model.eval()
        crops = Crops(self.held_out, SETUP, Spoiling(0, 0, 0), 7, speeds=[SPEEDS.index(1.0)])
        envelope, hertz, mel, reference = crops.batch(48, 200, 200)
        numbers, speaker = self.model.encode(envelope), self.model.speaker(reference)
        return [
            float(F.l1_loss(self.model.decode(numbers[:, :levels], hertz, speaker), mel))
            for levels in range(1, numbers.shape[1] + 1)
        ]

    def export(self, folder: Path) -> None:
        export_half(self.parameters(), folder / "codec.safetensors")

    def place(self) -> dict[str, Any]:
        return {"random": self.crops.random.bit_generator.state}

    def go_to(self, place: dict[str, Any]) -> None:
        self.crops.random.bit_generator.state = place["random"]

    @torch.no_grad()
    def _begin_books(self) -> None:
        """Codebooks begin as means of what the encoder says: of random vectors half would never be chosen."""
        self.model.eval()
        batches = [self.crops.batch(self.pace.rows, self.pace.length, 2)[0] for _ in range(_FIRST_BATCHES)]
        codes = torch.cat([self.model.content(batch).transpose(1, 2).flatten(0, 1) for batch in batches])
        share = self.pace.rows * self.pace.length / 2 / len(codes)
        for book in self.model.quantizer.books():
            begin_book(book, codes, share)
            codes = codes - book.look_up(book.numbers(codes.T[None]))[0].T


def begin_as(model: SpeechCodec, converter: Path) -> None:
    """Take what a trained converter has: everything but the codebooks and the decoder's norms."""
    state = model.state_dict()
    own = {name: value.to(state[name].dtype) for name, value in load_file(converter).items()}
    missing, unexpected = model.load_state_dict(own, strict=False)
    if unexpected or any(not name.startswith(("quantizer.", "decoder.")) for name in missing):
        raise ValueError(f"{converter} is no converter of this shape")


def begin_book(book: VectorQuantizer, vectors: Tensor, share: float, rounds: int = 12) -> None:
    """K-means (Lloyd 1982) of vectors [n, width]; `share` of n is what one step of training sees."""
    size = len(book.book)
    book.book.copy_(vectors[torch.randperm(len(vectors))[:size]])
    for _ in range(rounds):
        chosen = book.numbers(vectors.T[None])[0]
        counts = torch.bincount(chosen, minlength=size).to(vectors)
        sums = torch.zeros_like(book.book).index_add_(0, chosen, vectors)
        empty = counts == 0
        sums[empty] = vectors[torch.randint(len(vectors), (int(empty.sum()),))]
        counts[empty] = 1.0
        book.book.copy_(sums / counts[:, None])
    book.usage.copy_(counts * share)
    book.sums.copy_(sums * share)
    book.started.fill_(True)
