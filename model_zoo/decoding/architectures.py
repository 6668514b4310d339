"""Reads the plan of a transformers model off its modules; architectures that have no plan here run by their own.

Whether a plan is right is never taken on trust: `model_zoo.decoding.choosing` compares its answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from model_zoo.decoding.plan import Block, Linear, Norm, Plan, Rotary

#: Kinds of rotary positions whose angles do not depend on the text's length.
_STEADY = ("default", "linear", "llama3", "yarn")


def plan_of(model: Any, positions: int) -> Plan | None:
    """The plan of a causal model for texts of up to `positions` tokens; None if it cannot be told."""
    maker = _MAKERS.get(model.config.model_type)
    if maker is None or any(parameter.is_meta for parameter in model.parameters()):
        return None
    try:
        return maker(model, positions)
    except (AttributeError, RuntimeError, TypeError, ValueError):
        return None  # a relative that is built otherwise


def _linear(module: Any) -> Linear:
    return Linear(module.weight, None if module.bias is None else module.bias.detach())


def _turned(module: Any) -> Linear:
    return Linear(module.weight.detach().t(), module.bias.detach())  # GPT-2 keeps [in, out]


def _norm(module: Any) -> Norm:
    if isinstance(module, torch.nn.LayerNorm):
        return Norm(module.weight.detach(), module.bias.detach(), module.eps, rms=False)
    return Norm(module.weight.detach(), None, float(module.variance_epsilon), rms=True)


def _rows(linear: Linear, begin: int, end: int) -> Linear:
    return Linear(linear.weight[begin:end], None if linear.bias is None else linear.bias[begin:end])


def _rotary(module: Any, positions: int, like: Tensor) -> Rotary:
    kind = getattr(module, "rope_type", "default")
    if kind not in _STEADY:
        raise ValueError(kind)
    places = torch.arange(positions, device=like.device)[None]
    cosines, sines = module(torch.zeros(1, device=like.device), places)
    half = cosines.shape[-1] // 2
    return Rotary(cosines[0, :, :half].float().contiguous(), sines[0, :, :half].float().contiguous())


def _gpt2(model: Any, positions: int) -> Plan:
    config, body = model.config, model.transformer
    width = config.hidden_size
    if config.scale_attn_by_inverse_layer_idx or not config.scale_attn_weights or config.add_cross_attention:
        raise ValueError("scaled otherwise")

    def block(layer: Any) -> Block:
        joint = _turned(layer.attn.c_attn)
        return Block(
            norm=_norm(layer.ln_1),
            queries=_rows(joint, 0, width),
            keys=_rows(joint, width, 2 * width),
            values=_rows(joint, 2 * width, 3 * width),
            query_norm=None,
            key_norm=None,
            out=_turned(layer.attn.c_proj),
            second_norm=_norm(layer.ln_2),
            gate=None,
            up=_turned(layer.mlp.c_fc),
            down=_turned(layer.mlp.c_proj),
        )

    return Plan(
        embedding=body.wte.weight.detach(),
        places=body.wpe.weight.detach(),
        rotary=None,
        blocks=tuple(block(layer) for layer in body.h),
        norm=_norm(body.ln_f),
        head=_linear(model.lm_head),
        heads=config.num_attention_heads,
        groups=config.num_attention_heads,
        head_width=width // config.num_attention_heads,
        scale=(width // config.num_attention_heads) ** -0.5,
        activation=body.h[0].mlp.act,
        parallel=False,
    )


def _opt(model: Any, positions: int) -> Plan:
    config, body = model.config, model.model.decoder
    if not config.do_layer_norm_before or body.project_in is not None or body.final_layer_norm is None:
        raise ValueError("OPT-350m norms and projects otherwise")

    def block(layer: Any) -> Block:
        attention = layer.self_attn
        return Block(
            norm=_norm(layer.self_attn_layer_norm),
            queries=_linear(attention.q_proj),
            keys=_linear(attention.k_proj),
            values=_linear(attention.v_proj),
            query_norm=None,
            key_norm=None,
            out=_linear(attention.out_proj),
            second_norm=_norm(layer.final_layer_norm),
            gate=None,
            up=_linear(layer.fc1),
            down=_linear(layer.fc2),
        )

    head_width = config.hidden_size // config.num_attention_heads
    return Plan(
        embedding=body.embed_tokens.weight.detach(),
        places=body.embed_positions.weight.detach()[body.embed_positions.offset :],
        rotary=None,
        blocks=tuple(block(layer) for layer in body.layers),
        norm=_norm(body.final_layer_norm),
        head=_linear(model.lm_head),
        heads=config.num_attention_heads,
        groups=config.num_attention_heads,
        head_width=head_width,
        scale=head_width**-0.5,
        activation=body.layers[0].activation_fn,
        parallel=False,
    )


def _gpt_neox(model: Any, positions: int) -> Plan:
    config, body = model.config, model.gpt_neox
    heads, width = config.num_attention_heads, config.hidden_size
    head_width = width // heads

    def block(layer: Any) -> Block:
        joint = _linear(layer.attention.query_key_value)
        # Each head's query, key and value stand together.
        weight = joint.weight.view(heads, 3, head_width, width)
        bias = None if joint.bias is None else joint.bias.view(heads, 3, head_width)
        queries, keys, values = (
            Linear(
                weight[:, part].reshape(width, width),
                None if bias is None else bias[:, part].reshape(width),
            )
            for part in range(3)
        )
        return Block(
            norm=_norm(layer.input_layernorm),
            queries=queries,
            keys=keys,
            values=values,
            query_norm=None,
            key_norm=None,
            out=_linear(layer.attention.dense),
            second_norm=_norm(layer.post_attention_layernorm),
            gate=None,
            up=_linear(layer.mlp.dense_h_to_4h),
            down=_linear(layer.mlp.dense_4h_to_h),
        )

    return Plan(
        embedding=body.embed_in.weight.detach(),
        places=None,
        rotary=_rotary(body.rotary_emb, positions, body.embed_in.weight),
        blocks=tuple(block(layer) for layer in body.layers),
        norm=_norm(body.final_layer_norm),
        head=_linear(model.embed_out if hasattr(model, "embed_out") else model.lm_head),
        heads=heads,
        groups=heads,
        head_width=head_width,
        scale=head_width**-0.5,
        activation=body.layers[0].mlp.act,
        parallel=bool(config.use_parallel_residual),
    )


def _llama(model: Any, positions: int) -> Plan:
    """Llama and what is built like it: SmolLM, Mistral, Qwen2, and Qwen3 with its norms of queries and keys."""
    config, body = model.config, model.model
    sliding = getattr(config, "sliding_window", None)
    if sliding is not None and sliding < positions and getattr(config, "use_sliding_window", True):
        raise ValueError("a layer sees less than the window")
    kinds = getattr(config, "layer_types", None) or ["full_attention"]
    if sliding is None and any(kind != "full_attention" for kind in kinds):
        raise ValueError("layers differ")

    def block(layer: Any) -> Block:
        attention, mlp = layer.self_attn, layer.mlp
        return Block(
            norm=_norm(layer.input_layernorm),
            queries=_linear(attention.q_proj),
            keys=_linear(attention.k_proj),
            values=_linear(attention.v_proj),
            query_norm=_norm(attention.q_norm) if hasattr(attention, "q_norm") else None,
            key_norm=_norm(attention.k_norm) if hasattr(attention, "k_norm") else None,
            out=_linear(attention.o_proj),
            second_norm=_norm(layer.post_attention_layernorm),
            gate=_linear(mlp.gate_proj),
            up=_linear(mlp.up_proj),
            down=_linear(mlp.down_proj),
        )

    first = body.layers[0].self_attn
    return Plan(
        embedding=body.embed_tokens.weight.detach(),
        places=None,
        rotary=_rotary(body.rotary_emb, positions, body.embed_tokens.weight),
        blocks=tuple(block(layer) for layer in body.layers),
        norm=_norm(body.norm),
        head=_linear(model.lm_head),
        heads=config.num_attention_heads,
        groups=config.num_key_value_heads,
        head_width=int(first.head_dim),
        scale=float(first.scaling),
        activation=body.layers[0].mlp.act_fn,
        parallel=False,
    )


_MAKERS: dict[str, Callable[[Any, int], Plan]] = {
    "gpt2": _gpt2,
    "opt": _opt,
    "gpt_neox": _gpt_neox,
    "llama": _llama,
    "mistral": _llama,
    "qwen2": _llama,
    "qwen3": _llama,
}
