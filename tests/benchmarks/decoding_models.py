"""The models of the decoding benchmark, and their weights under the names that GGUF files give them."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from model_zoo.decoding.architectures import plan_of
from model_zoo.decoding.plan import Linear, Norm, Plan

Weights = dict[str, NDArray[np.float32]]


def gpt2_sized() -> Any:
    """A GPT-2 of 124 M parameters with random weights: for timing they are as good as any."""
    from transformers import GPT2Config, GPT2LMHeadModel

    torch.manual_seed(0)
    return GPT2LMHeadModel(GPT2Config(bos_token_id=None, eos_token_id=None)).eval()


def bundled() -> Any:
    """The bundled model, as transformers loads it."""
    from transformers import AutoModelForCausalLM

    from model_zoo.cards import default

    return AutoModelForCausalLM.from_pretrained(default("causal_lm").path, dtype=torch.float32).eval()


def gguf_form(model: Any) -> tuple[Weights, dict[str, Any]]:
    """A GPT-2's or Llama's weights and shape for `tests.benchmarks.gguf_peer`."""
    plan = plan_of(model, 1024)
    assert plan is not None
    config = model.config
    rms = plan.norm.rms
    shape = {
        "architecture": "llama" if rms else "gpt2",
        "positions": 1152 if rms else 1024,
        "width": config.hidden_size,
        "layers": config.num_hidden_layers,
        "inner": plan.blocks[0].down.weight.shape[1],
        "heads": plan.heads,
        "groups": plan.groups,
        "vocabulary": config.vocab_size,
        "rms": rms,
        "eps": plan.norm.eps,
        "rotated": plan.head_width,
        "theta": config.rope_parameters["rope_theta"] if rms else 0.0,
    }
    return _tensors(plan), shape


def _tensors(plan: Plan) -> Weights:
    found: dict[str, torch.Tensor | None] = {"token_embd.weight": plan.embedding}
    if plan.places is not None:
        found["position_embd.weight"] = plan.places
    _put_norm(found, "output_norm", plan.norm)
    _put(found, "output", plan.head)
    for number, block in enumerate(plan.blocks):
        at = f"blk.{number}."
        _put_norm(found, at + "attn_norm", block.norm)
        _put_norm(found, at + "ffn_norm", block.second_norm)
        if plan.places is None:
            _put(found, at + "attn_q", Linear(_side_by_side(block.queries.weight, plan), None))
            _put(found, at + "attn_k", Linear(_side_by_side(block.keys.weight, plan), None))
            _put(found, at + "attn_v", block.values)
        else:
            joint = (block.queries, block.keys, block.values)
            biases = [part.bias for part in joint if part.bias is not None]
            _put(
                found, at + "attn_qkv", Linear(torch.cat([part.weight for part in joint]), torch.cat(biases))
            )
        _put(found, at + "attn_output", block.out)
        if block.gate is not None:
            _put(found, at + "ffn_gate", block.gate)
        _put(found, at + "ffn_up", block.up)
        _put(found, at + "ffn_down", block.down)
    return {
        name: np.ascontiguousarray(tensor.detach().float().numpy())
        for name, tensor in found.items()
        if tensor is not None
    }


def _put(found: dict[str, torch.Tensor | None], name: str, linear: Linear) -> None:
    found |= {f"{name}.weight": linear.weight, f"{name}.bias": linear.bias}


def _put_norm(found: dict[str, torch.Tensor | None], name: str, norm: Norm) -> None:
    found |= {f"{name}.weight": norm.weight, f"{name}.bias": norm.bias}


def _side_by_side(weight: torch.Tensor, plan: Plan) -> torch.Tensor:
    """Rows in the order of llama.cpp's rotary positions: the numbers that turn together are neighbours."""
    heads = weight.shape[0] // plan.head_width
    return weight.view(heads, 2, plan.head_width // 2, -1).transpose(1, 2).reshape(weight.shape)
