"""Small voice models in the layouts that others publish, made on the spot."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

WIDTH, LAYERS = 24, 5
ENCODERS = ("wavlm", "hubert", "wav2vec2")


def speech_encoder(kind: str, folder: Path, head: bool = False, **changes: Any) -> Path:
    """Write a speech encoder of architecture `kind` with random weights to `folder`, as transformers saves it."""
    from transformers import AutoConfig, AutoModel, AutoModelForCTC

    torch.manual_seed(3)
    shape = {
        "hidden_size": WIDTH,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": 2,
        "intermediate_size": 48,
        "conv_dim": (16,) * 7,
        "num_conv_pos_embeddings": 16,
        "num_conv_pos_embedding_groups": 2,
        "vocab_size": 12,
    }
    config = AutoConfig.for_model(kind, **(shape | changes))
    model = (AutoModelForCTC if head else AutoModel).from_config(config)
    with torch.no_grad():  # random weights of the usual size hear the same in every sound; these do not
        for name, tensor in model.named_parameters():
            if tensor.dim() > 1 and "parametrizations" not in name:
                tensor.mul_(6)
    model.save_pretrained(folder)
    hears = {
        "feature_extractor_type": "Wav2Vec2FeatureExtractor",
        "sampling_rate": 16_000,
        "do_normalize": True,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(hears))
    return folder


def old_names(folder: Path) -> Path:
    """Store the weights as checkpoints of before 2023 do: a torch file, the norm's halves by their old names."""
    from safetensors.torch import load_file

    file = folder / "model.safetensors"
    halves = {
        "parametrizations.weight.original0": "weight_g",
        "parametrizations.weight.original1": "weight_v",
    }
    tensors = {}
    for name, tensor in load_file(file).items():
        for new, old in halves.items():
            name = name.replace(new, old)
        tensors[name] = tensor
    torch.save(tensors, folder / "pytorch_model.bin")
    file.unlink()
    return folder


BANDS = 20


def adain_config(**changes: Any) -> dict[str, Any]:
    """AdaIN-VC's configuration in small; `changes` are by PART__FIELD."""
    encoder: dict[str, Any] = {
        "c_in": BANDS, "c_h": 12, "c_out": 8, "kernel_size": 5, "bank_size": 4, "bank_scale": 1, "c_bank": 6,
        "n_conv_blocks": 3, "subsample": [1, 2, 2], "act": "relu", "dropout_rate": 0,
    }  # fmt: skip
    data: dict[str, Any] = {
        "SpeakerEncoder": encoder | {"n_dense_blocks": 2, "c_out": 10},
        "ContentEncoder": dict(encoder),
        "Decoder": {
            "c_in": 8, "c_cond": 10, "c_h": 12, "c_out": BANDS, "kernel_size": 5, "n_conv_blocks": 3,
            "upsample": [2, 2, 1], "act": "relu", "sn": False, "dropout_rate": 0,
        },
        "data_loader": {"segment_size": 128, "frame_size": 1, "batch_size": 128, "shuffle": True},
        "optimizer": {"lr": 0.0005, "amsgrad": True},
        "lambda": {"lambda_rec": 10, "lambda_kl": 1},
        "annealing_iters": 20000,
    }  # fmt: skip
    for name, value in changes.items():
        part, _, field = name.partition("__")
        data[part][field] = value
    return data


def adain_shapes(data: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Names and shapes of the published state dict, by its configuration."""
    found: dict[str, tuple[int, ...]] = {}

    def layer(name: str, *shape: int) -> None:
        found[f"{name}.weight"], found[f"{name}.bias"] = shape, (shape[0],)

    for part, name in (("SpeakerEncoder", "speaker_encoder"), ("ContentEncoder", "content_encoder")):
        one = data[part]
        sizes = range(one["bank_scale"], one["bank_size"] + 1, one["bank_scale"])
        for k, size in enumerate(sizes):
            layer(f"{name}.conv_bank.{k}", one["c_bank"], one["c_in"], size)
        layer(f"{name}.in_conv_layer", one["c_h"], one["c_bank"] * len(sizes) + one["c_in"], 1)
        for k in range(one["n_conv_blocks"]):
            for half in ("first", "second"):
                layer(f"{name}.{half}_conv_layers.{k}", one["c_h"], one["c_h"], one["kernel_size"])
        for k in range(one.get("n_dense_blocks", 0)):
            for half in ("first", "second"):
                layer(f"{name}.{half}_dense_layers.{k}", one["c_h"], one["c_h"])
    layer("speaker_encoder.output_layer", data["SpeakerEncoder"]["c_out"], data["SpeakerEncoder"]["c_h"])
    for name in ("mean_layer", "std_layer"):
        layer(f"content_encoder.{name}", data["ContentEncoder"]["c_out"], data["ContentEncoder"]["c_h"], 1)
    one = data["Decoder"]
    layer("decoder.in_conv_layer", one["c_h"], one["c_in"], 1)
    for k, up in enumerate(one["upsample"]):
        layer(f"decoder.first_conv_layers.{k}", one["c_h"], one["c_h"], one["kernel_size"])
        layer(f"decoder.second_conv_layers.{k}", one["c_h"] * up, one["c_h"], one["kernel_size"])
        for number in (2 * k, 2 * k + 1):
            layer(f"decoder.conv_affine_layers.{number}", 2 * one["c_h"], one["c_cond"])
    layer("decoder.out_conv_layer", one["c_out"], one["c_h"], 1)
    return found


def adain_weights(data: dict[str, Any]) -> dict[str, Tensor]:
    """A state dict of random numbers."""
    draw = torch.Generator().manual_seed(4)
    return {
        name: torch.randn(shape, generator=draw) / max(1, int(np.prod(shape[1:]))) ** 0.5
        for name, shape in adain_shapes(data).items()
    }


def adain_vc(folder: Path, protocol: int = 3, old: bool = False, **changes: Any) -> Path:
    """Write a folder in AdaIN-VC's layout: vctk_model.ckpt, config.yaml and attr.pkl."""
    import yaml

    folder.mkdir(parents=True, exist_ok=True)
    data = adain_config(**changes)
    torch.save(adain_weights(data), folder / "vctk_model.ckpt", _use_new_zipfile_serialization=not old)
    (folder / "config.yaml").write_text(yaml.safe_dump(data))
    bands = data["SpeakerEncoder"]["c_in"] // data["data_loader"]["frame_size"]
    mean = np.linspace(0.55, 0.3, bands).astype(np.float32)
    save_attributes(folder, {"mean": mean, "std": np.full(bands, 0.15, np.float32)}, protocol)
    return folder


def save_attributes(folder: Path, found: Any, protocol: int = 3) -> None:
    """Write attr.pkl."""
    (folder / "attr.pkl").write_bytes(pickle.dumps(found, protocol))
