"""AdaIN-VC's published layout is read whole, and what is missing, contradicts itself or would run code is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml

from model_zoo.cards import find
from model_zoo.errors import ModelError
from model_zoo.loaders.voice_conversion import load
from model_zoo.voices.adain import AdainConversion
from tests.loaders import speech_zoo
from tests.loaders.hostile import MARKER, Bomb
from tests.loaders.speech_zoo import BANDS, save_attributes

CPU = torch.device("cpu")


def opened(folder: Path) -> AdainConversion:
    found = load(find(str(folder)), CPU, torch.float32, lambda share, note: None)
    assert isinstance(found, AdainConversion)
    return found


def told(folder: Path) -> str:
    with pytest.raises(ModelError) as caught:
        opened(folder)
    return str(caught.value)


@pytest.mark.parametrize("old", [False, True])
def test_every_tensor_of_the_file_is_where_it_belongs(tmp_path: Path, old: bool) -> None:
    """Also of files as torch wrote them in 2019. Only the posterior's spread is for training alone."""
    model = opened(speech_zoo.adain_vc(tmp_path, old=old))
    there = model.net.state_dict()
    stored = speech_zoo.adain_weights(speech_zoo.adain_config())
    assert stored.keys() - there.keys() == {
        "content_encoder.std_layer.weight",
        "content_encoder.std_layer.bias",
    }
    assert all(torch.equal(tensor, stored[name]) for name, tensor in there.items())
    assert model.setup.rate == 24_000 and model.features.bands == BANDS
    assert opened(tmp_path / "vctk_model.ckpt").card.sha256 == model.card.sha256


def test_the_training_scripts_own_names_are_read(tmp_path: Path) -> None:
    speech_zoo.adain_vc(tmp_path)
    (tmp_path / "config.yaml").rename(tmp_path / "vctk_model.config.yaml")
    assert opened(tmp_path).features.bands == BANDS


def test_spectral_normalisation_is_worked_out(tmp_path: Path) -> None:
    speech_zoo.adain_vc(tmp_path, Decoder__sn=True)
    plain = opened(tmp_path)
    layer = torch.nn.utils.spectral_norm(torch.nn.Linear(10, 24))
    for _ in range(50):
        layer(torch.zeros(1, 10))
    stored = speech_zoo.adain_weights(speech_zoo.adain_config())
    name = "decoder.conv_affine_layers.1"
    del stored[f"{name}.weight"]
    stored |= {f"{name}.{key}": value for key, value in layer.state_dict().items()}
    torch.save(stored, tmp_path / "vctk_model.ckpt")
    found = opened(tmp_path).net.state_dict()["decoder.conv_affine_layers.1.weight"]
    assert float(torch.linalg.matrix_norm(found, 2)) == pytest.approx(1.0, abs=1e-3)
    assert not torch.equal(found, plain.net.state_dict()["decoder.conv_affine_layers.1.weight"])
    del stored[f"{name}.weight_u"]
    torch.save(stored, tmp_path / "vctk_model.ckpt")
    assert "without its vectors u and v" in told(tmp_path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("config.yaml", "no config.yaml beside vctk_model.ckpt"),
        ("attr.pkl", "no attr.pkl beside vctk_model.ckpt"),
    ],
)
def test_a_missing_file_is_named(tmp_path: Path, name: str, words: str) -> None:
    speech_zoo.adain_vc(tmp_path)
    (tmp_path / name).unlink()
    assert words in told(tmp_path)
    assert "holds the state dict (.ckpt), config.yaml and attr.pkl" in told(tmp_path)


def without(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        for part in path[:-1]:
            data = data[part]
        del data[path[-1]]

    return change


def with_(part: str, field: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        data[part][field] = value

    return change


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("Decoder"), "does not describe the Decoder"),
        (without("ContentEncoder", "c_h"), "c_h of ContentEncoder in config.yaml is left out"),
        (with_("ContentEncoder", "c_h", 10**9), "c_h of ContentEncoder in config.yaml is 1000000000"),
        (with_("Decoder", "upsample", "twice"), "upsample of Decoder"),
        (with_("Decoder", "upsample", [2, 2]), "3 blocks but steps for 2"),
        (with_("Decoder", "upsample", [2, 1, 1]), "steps down and the Decoder's up are 4 and 2"),
        (with_("Decoder", "c_cond", 11), "c_out and the Decoder's c_cond are 10 and 11"),
        (with_("data_loader", "frame_size", 0), "frame_size"),
        (with_("data_loader", "frame_size", 2), "attr.pkl is of 20 bands and config.yaml of 10"),
        (with_("SpeakerEncoder", "n_dense_blocks", 3), "tensors are missing .*speaker_encoder.first_dense_layers.2"),
        (with_("ContentEncoder", "c_bank", 7), "another shape: content_encoder.conv_bank.0.weight .* by config.yaml"),
    ],
)  # fmt: skip
def test_a_configuration_that_does_not_fit_is_told(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], words: str
) -> None:
    import re

    speech_zoo.adain_vc(tmp_path)
    data = speech_zoo.adain_config()
    change(data)
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(data))
    assert re.search(words, told(tmp_path)), told(tmp_path)


def test_yaml_that_is_none_or_would_run_code_is_told(tmp_path: Path) -> None:
    speech_zoo.adain_vc(tmp_path)
    marker = tmp_path / MARKER
    for text in ("a: [", "just words", f"!!python/object/apply:builtins.open ['{marker}', 'w']"):
        (tmp_path / "config.yaml").write_text(text)
        assert "config.yaml" in told(tmp_path)
    assert not marker.exists()


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"mean": np.zeros(BANDS)}, "lacks “mean” or “std”"),
        ({"mean": np.zeros(BANDS), "std": np.ones(BANDS - 1)}, "no lists of one number for each band"),
        ({"mean": 0.5, "std": 0.1}, "no lists of one number for each band"),
        ({"mean": np.zeros(BANDS), "std": np.zeros(BANDS)}, "spread of 0 or less"),
        ({"mean": np.full(BANDS, np.nan), "std": np.ones(BANDS)}, "no number at all"),
        ({"mean": np.zeros(7), "std": np.ones(7)}, "attr.pkl is of 7 bands and config.yaml of 20"),
    ],
)
def test_attributes_that_do_not_fit_are_told(tmp_path: Path, found: Any, words: str) -> None:
    speech_zoo.adain_vc(tmp_path)
    save_attributes(tmp_path, found)
    assert words in told(tmp_path)


def test_no_code_of_the_files_is_run(tmp_path: Path) -> None:
    speech_zoo.adain_vc(tmp_path)
    good = np.ones(BANDS)
    save_attributes(tmp_path, {"mean": good, "std": good, "more": Bomb(tmp_path)})
    assert "attr.pkl is refused" in told(tmp_path) and "can run code" in told(tmp_path)
    speech_zoo.adain_vc(tmp_path)
    torch.save({"state_dict": Bomb(tmp_path)}, tmp_path / "vctk_model.ckpt")
    assert "vctk_model.ckpt is refused" in told(tmp_path)
    assert not (tmp_path / MARKER).exists()
