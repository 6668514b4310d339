"""ModernBERT's forward pass for training: the same sums as transformers', on the same parameters, but leaner.

Weights stay in fp32 and are cast to the compute type once a step (mixed precision: Micikevicius et al. 2018),
several texts share a row under a block-diagonal mask, and the head runs on the masked positions only (sparse
prediction: Izsak et al. 2021). A test holds this equal to `ModernBertForMaskedLM.forward`.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor
from transformers import ModernBertConfig, ModernBertForMaskedLM


def make_config(
    *, vocabulary: int, width: int, layers: int, heads: int, inner: int, longest: int
) -> ModernBertConfig:
    """Every layer looks at everything (texts are short); one rotary base, GeGLU, one bias: the decoder's."""
    rotary = {"rope_type": "default", "rope_theta": 10_000.0}
    return ModernBertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        intermediate_size=inner,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        max_position_embeddings=longest,
        layer_types=["full_attention"] * layers,
        rope_parameters={"full_attention": dict(rotary), "sliding_attention": dict(rotary)},
        hidden_activation="gelu",
        classifier_activation="gelu",
        pad_token_id=0,
        cls_token_id=2,
        sep_token_id=3,
        bos_token_id=2,
        eos_token_id=3,
        tie_word_embeddings=True,
    )


def rotary_tables(
    positions: Tensor, head_width: int, base: float, dtype: torch.dtype
) -> tuple[Tensor, Tensor]:
    """Cosine and sine of every position, each [batch, length, 1, head_width] (Su et al. 2021)."""
    steps = torch.arange(0, head_width, 2, device=positions.device, dtype=torch.float32)
    angles = positions[..., None].float() / base ** (steps / head_width)
    both = torch.cat((angles, angles), dim=-1)[:, :, None]
    return both.cos().to(dtype), both.sin().to(dtype)


def turn(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotate each pair of halves of the last axis by its position's angle."""
    left, right = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-right, left), dim=-1) * sin


def attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
    """[batch, heads, length, head_width] each, bias [batch, 1, length, length] -> the shape of the query.

    Short rows on a CPU: torch 2.13's fused backward pass took six times as long as these lines (measured).
    """
    if query.device.type != "cpu":
        return F.scaled_dot_product_attention(query, key, value, attn_mask=bias)
    scores = (query * query.shape[-1] ** -0.5) @ key.mT + bias
    return scores.softmax(dim=-1) @ value


class LeanModernBert:
    """Runs the parameters of a `ModernBertForMaskedLM`; owns none of its own."""

    def __init__(self, model: ModernBertForMaskedLM, dtype: torch.dtype) -> None:
        self.model = model
        self.dtype = dtype
        self.base = float(model.config.rope_parameters["full_attention"]["rope_theta"])

    def _norm(self, x: Tensor, layer: torch.nn.Module) -> Tensor:
        if isinstance(layer, torch.nn.Identity):  # ModernBERT's first layer: the embedding is normed already
            return x
        assert isinstance(layer, torch.nn.LayerNorm)
        return F.layer_norm(x, layer.normalized_shape, layer.weight.to(x.dtype), None, layer.eps)

    def _linear(self, x: Tensor, layer: torch.nn.Linear) -> Tensor:
        return F.linear(x, layer.weight.to(self.dtype))

    def hidden(self, ids: Tensor, segments: Tensor, positions: Tensor) -> Tensor:
        """[batch, length] each -> [batch, length, width]; equal segments see each other, 0 is padding."""
        encoder = self.model.model
        batch, length = ids.shape
        heads = encoder.config.num_attention_heads
        width = encoder.config.hidden_size
        cos, sin = rotary_tables(positions, width // heads, self.base, self.dtype)
        seen = segments[:, None, :, None] == segments[:, None, None, :]
        bias = torch.zeros(seen.shape, dtype=self.dtype, device=ids.device).masked_fill_(~seen, -1e4)
        embedding = encoder.embeddings
        x = F.embedding(ids, embedding.tok_embeddings.weight).to(self.dtype)
        x = self._norm(x, embedding.norm)
        for layer in encoder.layers:
            qkv = self._linear(self._norm(x, layer.attn_norm), layer.attn.Wqkv)
            qkv = qkv.view(batch, length, 3, heads, width // heads)
            query, key = turn(qkv[:, :, 0], cos, sin), turn(qkv[:, :, 1], cos, sin)
            mixed = attend(query.transpose(1, 2), key.transpose(1, 2), qkv[:, :, 2].transpose(1, 2), bias)
            x = x + self._linear(mixed.transpose(1, 2).reshape(batch, length, width), layer.attn.Wo)
            value, gate = self._linear(self._norm(x, layer.mlp_norm), layer.mlp.Wi).chunk(2, dim=-1)
            x = x + self._linear(F.gelu(value) * gate, layer.mlp.Wo)
        return self._norm(x, encoder.final_norm)

    def logits(self, hidden: Tensor) -> Tensor:
        """[positions, width] -> [positions, vocabulary]."""
        head = self.model.head
        x = self._norm(F.gelu(self._linear(hidden, head.dense)), head.norm)
        decoder = self.model.decoder
        return F.linear(x, decoder.weight.to(self.dtype), decoder.bias.to(self.dtype))

    def loss(
        self, ids: Tensor, segments: Tensor, positions: Tensor, where: Tensor, targets: Tensor
    ) -> Tensor:
        """Mean cross-entropy in nats at flat positions `where` [masked]; `targets` [masked] stood there."""
        hidden = self.hidden(ids, segments, positions).flatten(0, 1)
        return F.cross_entropy(self.logits(hidden.index_select(0, where)).float(), targets)
