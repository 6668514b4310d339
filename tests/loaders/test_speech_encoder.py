"""Speech encoders: the vectors are transformers' own, however they are stored, and what does not fit is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModel

from model_zoo.cards import find
from model_zoo.errors import ModelError
from model_zoo.loaders.speech_encoder import load_encoder, middle
from model_zoo.loaders.voice_conversion import load
from model_zoo.voices.speech_encoder import SpeechEncoder
from tests.loaders import speech_zoo
from tests.loaders.zoo import checkpoint

CPU = torch.device("cpu")


def opened(folder: Path) -> SpeechEncoder:
    return load_encoder(find(str(folder)), CPU, torch.float32, lambda share, note: None)


def noise(samples: int) -> np.ndarray[Any, Any]:
    return np.random.default_rng(2).normal(0.1, 0.2, samples).astype(np.float32)


@pytest.mark.parametrize("kind", speech_zoo.ENCODERS)
@pytest.mark.parametrize("large", [False, True])
def test_vectors_are_those_of_the_whole_model(kind: str, large: bool, tmp_path: Path) -> None:
    """Large encoders norm behind their layers: cut off in the middle, that norm must not be applied."""
    changes: dict[str, Any] = {"do_stable_layer_norm": True, "feat_extract_norm": "layer"} if large else {}
    folder = speech_zoo.speech_encoder(kind, tmp_path / kind, **changes)
    encoder = opened(folder)
    assert (encoder.hop, encoder.rate, encoder.width) == (320, 16_000, speech_zoo.WIDTH)
    assert (encoder.layer, encoder.depth) == (2, speech_zoo.LAYERS)
    wave = noise(8_000)
    found = encoder.frames(wave, before=80)
    # The same by hand: the sound at variance one, and zeros so that the first of 400 samples' windows is around 80.
    scaled = (wave - wave.mean()) / np.sqrt(wave.var() + 1e-7)
    padded = np.concatenate([np.zeros(120), scaled])[: 24 * 320 + 400].astype(np.float32)
    theirs = AutoModel.from_pretrained(folder).eval()
    with torch.inference_mode():
        wanted = theirs(torch.from_numpy(padded)[None], output_hidden_states=True).hidden_states[2][0]
    assert found.shape == (25, speech_zoo.WIDTH) == tuple(wanted.shape)
    np.testing.assert_allclose(found, wanted.numpy(), atol=1e-4)


def test_a_long_sound_is_read_in_parts_of_which_each_hop_has_a_vector(tmp_path: Path) -> None:
    encoder = opened(speech_zoo.speech_encoder("wavlm", tmp_path / "m"))
    told: list[float] = []
    wave = noise(320 * 2_100 + 7)
    assert len(encoder.frames(wave, 80, told.append)) == 2_101
    assert told == pytest.approx([0.0, 1 / 3, 2 / 3], abs=0.01)


@pytest.mark.parametrize("kind", speech_zoo.ENCODERS)
def test_a_head_and_old_names_are_passed_over(kind: str, tmp_path: Path) -> None:
    whole = speech_zoo.speech_encoder(kind, tmp_path / "head", head=True)
    bare = tmp_path / "bare"
    AutoModel.from_pretrained(whole).save_pretrained(bare)
    (bare / "preprocessor_config.json").write_bytes((whole / "preprocessor_config.json").read_bytes())
    wanted = opened(bare).frames(noise(5_000), 80)
    np.testing.assert_allclose(opened(whole).frames(noise(5_000), 80), wanted, atol=1e-5)
    old = speech_zoo.old_names(whole)
    assert not list(old.glob("*.safetensors"))
    np.testing.assert_allclose(opened(old).frames(noise(5_000), 80), wanted, atol=1e-5)


def test_the_layer_is_the_papers_for_its_depths_and_between_for_others() -> None:
    assert [middle(depth) for depth in (12, 24, 1, 2, 6, 16, 48)] == [6, 6, 1, 1, 2, 6, 18]


def changed(folder: Path, **values: Any) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def told(folder: Path) -> str:
    """What the family's loader says of a folder."""
    with pytest.raises(ModelError) as caught:
        load(find(str(folder)), CPU, torch.float32, lambda share, note: None)
    return str(caught.value)


def test_what_does_not_fit_is_told(tmp_path: Path) -> None:
    folder = speech_zoo.speech_encoder("hubert", tmp_path / "m")
    config = (folder / "config.json").read_text()
    changed(folder, hidden_size=32)
    assert "by config.json" in told(folder) and "another shape" in told(folder)
    (folder / "config.json").write_text(config)
    changed(folder, num_hidden_layers=7)
    assert "tensors are missing" in told(folder)
    (folder / "config.json").write_text(config)
    changed(folder, conv_stride=[5, 2], conv_kernel=[10, 3, 3])
    assert "convolution" in told(folder)
    (folder / "config.json").write_text(config)
    changed(folder, conv_stride=[5, 2, 2, 2, 2, 2, 0])
    assert "conv_stride" in told(folder)
    (folder / "config.json").write_text(config)
    (folder / "preprocessor_config.json").write_text('{"sampling_rate": "fast"}')
    assert "preprocessor_config.json is damaged" in told(folder)
    (folder / "preprocessor_config.json").write_text('{"sampling_rate": 8000}')
    assert "hears 8,000 samples a second" in told(folder)


def test_steps_that_are_no_whole_number_of_frames_are_told(tmp_path: Path) -> None:
    folder = speech_zoo.speech_encoder("wavlm", tmp_path / "m", conv_stride=(5, 2, 2, 2, 2, 2, 1))
    assert load(find(str(folder)), CPU, torch.float32, lambda share, note: None).variants == ("layer 2 of 5",)
    odd = speech_zoo.speech_encoder("wavlm", tmp_path / "odd", conv_stride=(5, 2, 2, 2, 2, 3, 1))
    assert "steps 240 on" in told(odd)


def test_on_a_processor_it_computes_in_float32(tmp_path: Path) -> None:
    """Whatever number format is asked for: there it would only be slower."""
    folder = speech_zoo.speech_encoder("wavlm", tmp_path / "m")
    card, wave = find(str(folder)), noise(16_000)
    wanted, found = (
        load(card, CPU, dtype, lambda share, note: None).listen(wave)[0]
        for dtype in (torch.float32, torch.bfloat16)
    )
    np.testing.assert_array_equal(found, wanted)


def test_a_model_of_texts_hears_nothing(tmp_path: Path) -> None:
    assert "“bert” hears no speech" in told(checkpoint("bert", tmp_path / "bert"))


def test_weights_without_a_config_say_what_they_are(tmp_path: Path) -> None:
    folder = speech_zoo.old_names(speech_zoo.speech_encoder("wavlm", tmp_path / "m"))
    (folder / "config.json").unlink()
    assert "no config.json" in told(folder) and "wav2vec 2.0, HuBERT or WavLM" in told(folder)
    folder = speech_zoo.speech_encoder("wavlm", tmp_path / "safe")
    (folder / "config.json").unlink()
    assert "with its config.json" in told(folder)


def test_damaged_weights_are_told(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = speech_zoo.speech_encoder("wavlm", tmp_path / "m")
    tensors = load_file(folder / "model.safetensors")
    tensors["encoder.layers.0.attention.q_proj.weight"][0, 0] = float("nan")
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    assert "no numbers (NaN or infinite)" in told(folder)
