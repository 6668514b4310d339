"""Codecs of transformers from a folder: made small, saved, loaded, and their own numbers given back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import DacConfig, DacModel, EncodecConfig, EncodecModel, MimiConfig, MimiModel

from model_zoo import cards
from model_zoo.errors import ModelError
from model_zoo.latent.hub_codec import HubCodec
from model_zoo.loaders.latent_codes import load

RATE = 8000


def encodec() -> Any:
    return EncodecModel(
        EncodecConfig(
            num_filters=4, hidden_size=16, codebook_size=32, codebook_dim=16, upsampling_ratios=[4, 4, 2],
            num_lstm_layers=1, num_residual_layers=1, sampling_rate=RATE, target_bandwidths=[2.5, 5.0],
        )
    )  # fmt: skip


def dac() -> Any:
    return DacModel(
        DacConfig(
            encoder_hidden_size=8, decoder_hidden_size=32, downsampling_ratios=[4, 4], upsampling_ratios=[4, 4],
            n_codebooks=3, codebook_size=32, codebook_dim=4, sampling_rate=RATE,
        )
    )  # fmt: skip


def mimi() -> Any:
    return MimiModel(
        MimiConfig(
            sampling_rate=RATE, num_filters=4, hidden_size=32, codebook_size=32, codebook_dim=16,
            vector_quantization_hidden_dimension=16, num_quantizers=4, num_semantic_quantizers=1,
            upsampling_ratios=[4, 4, 2], num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=2,
            head_dim=16, intermediate_size=32, upsample_groups=32, frame_rate=125.0,
        )
    )  # fmt: skip


def opened(folder: Path) -> HubCodec:
    found = load(cards.find(str(folder)), torch.device("cpu"), torch.float32, lambda share, note: None)
    assert isinstance(found, HubCodec)
    return found


@pytest.mark.parametrize("make", [encodec, dac, mimi])
def test_a_codec_gives_the_numbers_that_transformers_gives(make: Callable[[], Any], tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = make().eval()
    with torch.no_grad():
        for name, buffer in model.named_buffers():
            if name.endswith("embed_sum") or (name.endswith("embed") and buffer.is_floating_point()):
                buffer.normal_()
    model.save_pretrained(tmp_path)
    codec = opened(tmp_path)
    wave = np.random.default_rng(0).normal(0, 0.1, RATE).astype(np.float32)
    coded = codec.encode(wave)
    given = torch.from_numpy(wave)[None, None]
    with torch.no_grad():
        if codec.card.path == tmp_path and model.config.model_type == "encodec":
            wanted = model.encode(given, torch.ones_like(given, dtype=torch.bool), 5.0).audio_codes[0, 0]
        else:
            wanted = model.encode(given).audio_codes[0]
    assert np.array_equal(coded.numbers, wanted[: codec.levels].numpy())
    assert codec.rate == pytest.approx(coded.count, rel=0.01)
    made = codec.decode(coded)
    assert len(made.wave) == RATE and np.isfinite(made.wave).all()
    other = coded.numbers.copy()
    other[0, 5:9] = (other[0, 5:9] + 1) % codec.size
    edited, changed = codec.redecode(made, other)
    assert changed == slice(0, RATE) and np.abs(edited.wave - made.wave).max() > 0
    with pytest.raises(ModelError, match="codebook of 32"):
        codec.redecode(made, coded.numbers + np.int16(40))


def test_a_stereo_codec_and_another_model_are_refused(tmp_path: Path) -> None:
    encodec().save_pretrained(tmp_path)
    facts = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(facts | {"chunk_length_s": 1.0}))
    with pytest.raises(ModelError, match="for mono"):
        opened(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps(facts | {"model_type": "bert"}))
    with pytest.raises(ModelError, match="no model of codes"):
        opened(tmp_path)
