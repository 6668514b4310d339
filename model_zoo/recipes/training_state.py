"""What is needed to go on: master weights, the optimizers' moments, and the reader's place.

Exact (fp32), for a run that was interrupted, or compact, to be kept beside the published weights: there the
master weights are the published fp16 ones plus eight bits more (19 bits of mantissa), and moments are bf16.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

Parameters = dict[str, torch.nn.Parameter]
Facts = dict[str, Any]
"""Counters, schedule and cursor, as JSON."""
TENSORS, FACTS = "training_state.safetensors", "training_state.json"


def save_state(
    folder: Path,
    parameters: Parameters,
    optimizers: list[torch.optim.Optimizer],
    facts: Facts,
    compact: bool,
) -> None:
    """Write both files, each to a temporary name first: a run killed here leaves the older pair whole."""
    tensors: dict[str, Tensor] = {}
    for name, parameter in parameters.items():
        value = parameter.detach().float()
        if compact:
            tensors[f"remainder.{name}"] = remainder(value)
        else:
            tensors[f"weight.{name}"] = value.clone()
        for optimizer in optimizers:
            for key, moment in optimizer.state.get(parameter, {}).items():
                kept = moment.bfloat16() if compact and moment.ndim else moment.clone()
                tensors[f"{key}.{name}"] = kept.contiguous()
    folder.mkdir(parents=True, exist_ok=True)
    # The facts travel inside the tensor file too: the two can then never be of different steps.
    save_file(tensors, folder / (TENSORS + ".new"), metadata={"facts": json.dumps(facts)})
    (folder / (FACTS + ".new")).write_text(json.dumps(facts, indent=1) + "\n")
    (folder / (TENSORS + ".new")).replace(folder / TENSORS)
    (folder / (FACTS + ".new")).replace(folder / FACTS)


def remainder(value: Tensor) -> Tensor:
    """What fp16 leaves of fp32 weights, in 254ths of fp16's last place: int8, as it is half a place at most."""
    half = value.half()
    return ((value - half.float()) / _last_place(half) * 254).round().clamp(-127, 127).to(torch.int8)


def restored(half: Tensor, remainder: Tensor) -> Tensor:
    """fp16 weights and their `remainder` -> fp32."""
    return half.float() + remainder.float() / 254 * _last_place(half)


def _last_place(half: Tensor) -> Tensor:
    """The distance from fp16 numbers to the next ones; that of the smallest normal number below it."""
    _, exponent = torch.frexp(half.float().abs().clamp_min(2.0**-14))
    return torch.exp2((exponent - 11).float())


def load_state(folder: Path, parameters: Parameters, optimizers: list[torch.optim.Optimizer]) -> Facts:
    """Put everything back in place; return the facts. A compact state needs `model.safetensors` beside it."""
    tensors = load_file(folder / TENSORS)
    with safe_open(folder / TENSORS, "pt") as file:
        facts: Facts = json.loads(file.metadata()["facts"])
    published = (
        load_file(folder / "model.safetensors") if not any(k.startswith("weight.") for k in tensors) else {}
    )
    homes = {id(p): o for o in optimizers for group in o.param_groups for p in group["params"]}
    with torch.no_grad():
        for name, parameter in parameters.items():
            if published:
                parameter.copy_(restored(published[name], tensors.pop(f"remainder.{name}")))
            else:
                parameter.copy_(tensors.pop(f"weight.{name}"))
    for key, moment in tensors.items():
        kind, name = key.split(".", 1)
        parameter = parameters[name]
        homes[id(parameter)].state[parameter][kind] = moment.float().to(parameter.device)
    return facts


def export_half(parameters: Parameters, file: Path) -> None:
    """Write the parameters alone, as fp16; a reader never meets half a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    weights = {name: value.detach().half().contiguous().cpu() for name, value in parameters.items()}
    fresh = file.with_name(f"{file.name}.new")
    save_file(weights, fresh, metadata={"format": "pt"})
    fresh.replace(file)
