"""The VQ-VAE of a Hugging Face folder as a coder of pictures: with attention, so every place feels all others."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from model_zoo.cards import Card
from model_zoo.latent.image_codes import ImageCodes, Numbers, Pixels, Tell, as_levels, padded
from model_zoo.latent.windows import Window

NAME = "vq"
"""What its one quantiser is called."""


class HubImageCodes(ImageCodes):
    """A JanusVQVAE (transformers). An edit is felt everywhere, and everything is decoded again."""

    def __init__(self, card: Card, model: Any, device: torch.device) -> None:
        super().__init__(card, {}, {}, (), device)
        self._model = model

    @property
    def quantizers(self) -> tuple[str, ...]:
        return (NAME,)

    def size(self, quantizer: str) -> int:
        return int(self._model.quantize.num_embeddings)

    def factor(self, quantizer: str) -> int:
        return int(2 ** (len(self._model.config.channel_multiplier) - 1))

    @torch.inference_mode()
    def encode(self, pixels: Pixels, quantizer: str, tell: Tell | None = None) -> Numbers:
        """uint8 [h, w] or [h, w, 3] -> numbers [ceil(h / factor), ceil(w / factor)]; `tell` hears of it once."""
        if tell is not None:
            tell(0.0)
        whole = padded(pixels, self.factor(quantizer))
        given = torch.from_numpy(np.ascontiguousarray(whole.transpose(2, 0, 1)))[None].to(self.device)
        vectors = self._model.quant_conv(self._model.encoder(given.float() / 127.5 - 1))
        numbers = self._model.quantize(vectors)[2]
        found: Numbers = numbers.view(vectors.shape[2:]).cpu().numpy()
        return found

    @torch.inference_mode()
    def decode(self, numbers: Numbers, quantizer: str, tell: Tell | None = None) -> Pixels:
        """Numbers [rows, columns] -> uint8 [rows x factor, columns x factor, 3]; `tell` hears of it once."""
        if tell is not None:
            tell(0.0)
        return as_levels(self._painted(torch.from_numpy(numbers)[None]))[0]

    def repaint(self, pixels: Pixels, before: Numbers, after: Numbers, quantizer: str) -> tuple[Window, ...]:
        """Bring `pixels` to what `after` decodes to: all of them, if any code changed."""
        if np.array_equal(before, after):
            return ()
        pixels[:] = self.decode(after, quantizer)
        return (Window(0, 0, after.shape[1], after.shape[0]),)

    @torch.inference_mode()
    def book(self, quantizer: str) -> Pixels:
        """Each code alone, a map of one place: uint8 [K, factor, factor, 3]."""
        every = torch.arange(self.size(quantizer))[:, None, None]
        return np.concatenate([as_levels(self._painted(some)) for some in every.split(32)])

    def _painted(self, numbers: Tensor) -> Tensor:
        """[n, rows, columns] -> pixels [n, 3, h, w]; codes of length 1, as the library decodes them."""
        codes = F.normalize(self._model.quantize.embedding(numbers.to(self.device)), dim=-1)
        made: Tensor = self._model.decoder(self._model.post_quant_conv(codes.permute(0, 3, 1, 2)))
        return made
