"""AdaIN-VC as its authors publish it: a state dict, config.yaml, and attr.pkl with each band's mean and spread."""

from __future__ import annotations

from dataclasses import MISSING, fields
from math import prod
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.loaders.diagnose import check
from model_zoo.loaders.limits import MAX_CONFIG, MAX_COUNT
from model_zoo.loaders.plain_pickle import read_arrays
from model_zoo.loaders.weights import Weights
from model_zoo.nets.adain_vc import AdainVC, DecoderShape, EncoderShape
from model_zoo.voices.adain import AdainConversion, Attributes

ATTRIBUTES = "attr.pkl"
_FILES = "a folder in AdaIN-VC's layout holds the state dict (.ckpt), config.yaml and attr.pkl"
_LARGEST = 65_536
_Shape = TypeVar("_Shape", EncoderShape, DecoderShape)


def announces(card: Card) -> bool:
    """Tell whether a folder means to be of this layout: one of the three files is enough."""
    there = (card.path / ATTRIBUTES).is_file() or _config_file(card) is not None
    return there or card.weights[0].endswith(".ckpt")


def load_adain(card: Card, device: torch.device, report: Report) -> AdainConversion:
    """Load the folder of `card` onto `device`, in float32. No code of its files is run.

    Raises ModelError with cause and cure.
    """
    report(0.0, "Reading the configuration")
    path = _config_file(card)
    if path is None:
        raise ModelError(f"There is no config.yaml beside {card.weights[0]}: {_FILES}.")
    if not (card.path / ATTRIBUTES).is_file():
        raise ModelError(f"There is no {ATTRIBUTES} beside {card.weights[0]}: {_FILES}.")
    data = _yaml(path)
    speaker = _shape(data, "SpeakerEncoder", EncoderShape, path.name)
    content = _shape(data, "ContentEncoder", EncoderShape, path.name)
    decoder = _shape(data, "Decoder", DecoderShape, path.name)
    stacked = _stacked(data, path.name)
    _check_together(speaker, content, decoder, path.name)
    attributes = _attributes(card.path / ATTRIBUTES)
    if len(attributes.mean) * stacked != speaker.c_in:
        raise ModelError(
            f"{ATTRIBUTES} is of {len(attributes.mean)} bands and {path.name} of {speaker.c_in // stacked}: they "
            "belong to different models. Put the attributes beside the weights that were saved with them."
        )
    net = _filled(card, AdainVC, (speaker, content, decoder), path.name, report)
    report(0.9, f"Moving it to {device}")
    ready = AdainConversion(card, net.to(device), attributes, stacked, device)
    _check_answer(ready)
    return ready


def _config_file(card: Card) -> Path | None:
    """config.yaml, or what the training script writes beside NAME.ckpt: NAME.config.yaml."""
    stem = Path(card.weights[0]).stem
    for name in ("config.yaml", f"{stem}.config.yaml"):
        if (card.path / name).is_file():
            return card.path / name
    return None


def _yaml(path: Path) -> dict[str, Any]:
    import yaml

    try:
        if path.stat().st_size > MAX_CONFIG:
            raise ModelError(f"{path.name} is too large to be a configuration: put the model's own there.")
        data = yaml.safe_load(path.read_bytes())
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(f"{path.name} is damaged ({first}): put the model's own there.") from error
    if not isinstance(data, dict):
        raise ModelError(f"{path.name} is no configuration of AdaIN-VC: it names no parts.")
    return data


def _shape(data: dict[str, Any], part: str, kind: type[_Shape], file: str) -> _Shape:
    """One part of the configuration. Fields that only training reads are passed over."""
    section = data.get(part)
    if not isinstance(section, dict):
        raise ModelError(f"{file} does not describe the {part} of AdaIN-VC: put the model's own there.")
    given: dict[str, Any] = {}
    for field in fields(kind):
        value = section.get(field.name)
        if value is None and field.default is not MISSING:
            continue
        given[field.name] = tuple(value) if isinstance(value, list) else value
        if not _fits(field.name, given[field.name]):
            shown = "left out" if value is None else str(value)[:40]
            raise ModelError(f"{field.name} of {part} in {file} is {shown}, which no such model has.")
    shape = kind(**given)
    steps = shape.subsample if isinstance(shape, EncoderShape) else shape.upsample
    if len(steps) < shape.n_conv_blocks:
        raise ModelError(
            f"{part} in {file} has {shape.n_conv_blocks} blocks but steps for {len(steps)} of them."
        )
    return shape


def _fits(name: str, value: Any) -> bool:
    if name == "act":
        return isinstance(value, str)
    most = MAX_COUNT if name.startswith(("n_", "bank_", "kernel")) else _LARGEST
    least = 0 if name == "n_dense_blocks" else 1
    if name in ("subsample", "upsample"):
        return isinstance(value, tuple) and all(type(one) is int and 1 <= one <= 64 for one in value)
    return type(value) is int and least <= value <= most


def _stacked(data: dict[str, Any], file: str) -> int:
    section = data.get("data_loader")
    value = section.get("frame_size", 1) if isinstance(section, dict) else 1
    if type(value) is not int or not 1 <= value <= 64:
        raise ModelError(
            f"frame_size of data_loader in {file} is {str(value)[:40]}, which no such model has."
        )
    return value


def _check_together(speaker: EncoderShape, content: EncoderShape, decoder: DecoderShape, file: str) -> None:
    down = prod(content.subsample[: content.n_conv_blocks])
    up = prod(decoder.upsample[: decoder.n_conv_blocks])
    pairs = (
        ("SpeakerEncoder's c_in and the ContentEncoder's", speaker.c_in, content.c_in),
        ("SpeakerEncoder's c_in and the Decoder's c_out", speaker.c_in, decoder.c_out),
        ("ContentEncoder's c_out and the Decoder's c_in", content.c_out, decoder.c_in),
        ("SpeakerEncoder's c_out and the Decoder's c_cond", speaker.c_out, decoder.c_cond),
        ("ContentEncoder's steps down and the Decoder's up", down, up),
    )
    for words, one, other in pairs:
        if one != other:
            raise ModelError(f"{file} contradicts itself: the {words} are {one} and {other}.")


def _attributes(path: Path) -> Attributes:
    found = read_arrays(path)
    if not {"mean", "std"} <= found.keys():
        raise ModelError(f"{path.name} lacks “mean” or “std”: it belongs to something else.")
    mean, spread = found["mean"], found["std"]
    if mean.ndim != 1 or mean.shape != spread.shape or not len(mean):
        raise ModelError(f"“mean” and “std” of {path.name} are no lists of one number for each band.")
    if not (np.isfinite(mean).all() and np.isfinite(spread).all() and (spread > 0).all()):
        raise ModelError(f"{path.name} holds a spread of 0 or less, or no number at all: it is damaged.")
    return Attributes(mean.astype(np.float32), spread.astype(np.float32))


def _filled(card: Card, kind: Any, shapes: tuple[Any, ...], file: str, report: Report) -> AdainVC:
    """The net with the file's tensors in it. Everything is compared before memory is taken for it."""
    weights = Weights(card)
    with torch.device("meta"):
        expected = {name: tuple(tensor.shape) for name, tensor in kind(*shapes).state_dict().items()}
    found = {name.removeprefix("module."): entry for name, entry in weights.entries.items()}
    plain = {name.removesuffix("_orig"): entry for name, entry in found.items()}
    check(plain, expected, set(), "AdaIN-VC", file)
    tensors = {name.removeprefix("module."): tensor for name, tensor in weights.tensors(report).items()}
    report(0.7, "Building the model")
    state = {name: _weight(tensors, name) for name in expected}
    for name, tensor in state.items():
        if not bool(torch.isfinite(tensor).all()):
            raise ModelError(f"{name} holds numbers that are none (NaN or infinite): use another checkpoint.")
    net: AdainVC = kind(*shapes)
    net.load_state_dict(state, strict=True)
    return net.eval()


def _weight(tensors: dict[str, Tensor], name: str) -> Tensor:
    """A tensor as it is used: with spectral normalisation (Miyato et al. 2018) it is stored undivided."""
    if name in tensors:
        return tensors[name].float()
    whole = tensors[f"{name}_orig"].float()
    left, right = (tensors.get(name.removesuffix("weight") + f"weight_{side}") for side in "uv")
    if left is None or right is None:
        raise ModelError(f"{name} is stored for spectral normalisation, but without its vectors u and v.")
    return whole / (left.float() @ whole.flatten(1) @ right.float())


def _check_answer(ready: AdainConversion) -> None:
    rate = ready.setup.rate
    tone = (0.3 * np.sin(np.arange(rate // 2) * (2 * np.pi * 150.0 / rate))).astype(np.float32)
    content, line = ready.listen(tone)
    plan = ready.say(content, line, ready.voice(tone), len(tone))
    if not np.isfinite(plan.mel).all():
        raise ModelError(
            "The model answers with numbers that are none (NaN or infinite): its weights are damaged. Download it "
            "again."
        )
