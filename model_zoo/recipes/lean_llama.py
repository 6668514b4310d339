"""Llama's forward pass for training: the same sums as transformers', on the same parameters, but leaner.

RMS norm, rotary positions, SwiGLU, no biases, the head's matrix is the embedding's (Touvron et al. 2023). Weights
stay in fp32 and are cast once a step (mixed precision: Micikevicius et al. 2018); several texts share a row, and
none sees another. A test holds this equal to `LlamaForCausalLM.forward`.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM

from model_zoo.recipes.lean_modernbert import attend, rotary_tables, turn


def make_config(
    *, vocabulary: int, width: int, layers: int, heads: int, inner: int, longest: int
) -> LlamaConfig:
    return LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        intermediate_size=inner,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=heads,
        max_position_embeddings=longest,
        rms_norm_eps=1e-6,
        rope_parameters={"rope_type": "default", "rope_theta": 10_000.0},
        bos_token_id=0,
        eos_token_id=0,
        pad_token_id=None,
        tie_word_embeddings=True,
    )


def shrink_outputs(model: LlamaForCausalLM) -> None:
    """Every block adds nothing at first (Zhang et al. 2019, Fixup; modded-nanoGPT)."""
    with torch.no_grad():
        for layer in model.model.layers:
            layer.self_attn.o_proj.weight.zero_()
            layer.mlp.down_proj.weight.zero_()


class LeanLlama:
    """Runs the parameters of a `LlamaForCausalLM`; owns none of its own."""

    def __init__(self, model: LlamaForCausalLM, dtype: torch.dtype) -> None:
        self.model = model
        self.dtype = dtype
        self.base = float(model.config.rope_parameters["rope_theta"])

    def _norm(self, x: Tensor, layer: torch.nn.Module) -> Tensor:
        weight = layer.weight
        assert isinstance(weight, Tensor)
        return F.rms_norm(x, weight.shape, weight.to(x.dtype), self.model.config.rms_norm_eps)

    def _linear(self, x: Tensor, *layers: torch.nn.Linear) -> Tensor:
        """One product for matrices that read the same rows."""
        weights = [layer.weight.to(self.dtype) for layer in layers]
        return F.linear(x, weights[0] if len(weights) == 1 else torch.cat(weights))

    def hidden(self, ids: Tensor, texts: Tensor, positions: Tensor) -> Tensor:
        """[batch, length] each -> [batch, length, width]; a token sees those before it in its own text."""
        config = self.model.config
        batch, length = ids.shape
        heads, width = config.num_attention_heads, config.hidden_size
        cos, sin = rotary_tables(positions, width // heads, self.base, self.dtype)
        order = torch.arange(length, device=ids.device)
        seen = (texts[:, None, :, None] == texts[:, None, None, :]) & (order[:, None] >= order)
        bias = torch.zeros(seen.shape, dtype=self.dtype, device=ids.device).masked_fill_(~seen, -1e4)
        x = F.embedding(ids, self.model.model.embed_tokens.weight).to(self.dtype)
        for layer in self.model.model.layers:
            attention = layer.self_attn
            normed = self._norm(x, layer.input_layernorm)
            qkv = self._linear(normed, attention.q_proj, attention.k_proj, attention.v_proj)
            qkv = qkv.view(batch, length, 3, heads, width // heads)
            query, key = turn(qkv[:, :, 0], cos, sin), turn(qkv[:, :, 1], cos, sin)
            mixed = attend(query.transpose(1, 2), key.transpose(1, 2), qkv[:, :, 2].transpose(1, 2), bias)
            x = x + self._linear(mixed.transpose(1, 2).reshape(batch, length, width), attention.o_proj)
            both = self._linear(
                self._norm(x, layer.post_attention_layernorm), layer.mlp.gate_proj, layer.mlp.up_proj
            )
            gate, value = both.chunk(2, dim=-1)
            x = x + self._linear(F.silu(gate) * value, layer.mlp.down_proj)
        return self._norm(x, self.model.model.norm)

    def loss(self, ids: Tensor, texts: Tensor, positions: Tensor, targets: Tensor) -> Tensor:
        """Mean cross-entropy in nats of `targets` [batch, length], the tokens that come next; -100 is not asked."""
        hidden = self.hidden(ids, texts, positions).flatten(0, 1)
        logits = F.linear(hidden, self.model.model.embed_tokens.weight.to(self.dtype))
        return F.cross_entropy(logits.float(), targets.flatten())
