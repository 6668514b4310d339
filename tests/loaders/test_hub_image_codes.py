"""A VQ-VAE of a Hugging Face folder: the library's own answer, and what does not fit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers.models.janus.configuration_janus import JanusVQVAEConfig
from transformers.models.janus.modeling_janus import JanusVQVAE

from app.core.contract import SilentProgress
from app.demos.latent_codes.contract import Edit, LatentCodesRequest
from app.demos.latent_codes.engine import LatentCodesEngine
from model_zoo.cards import find
from model_zoo.errors import ModelError
from model_zoo.latent.hub_image_codes import HubImageCodes
from model_zoo.loaders.latent_codes import load

SIZES = {
    "embed_dim": 4, "num_embeddings": 32, "latent_channels": 32, "base_channels": 32, "num_patches": 8,
    "channel_multiplier": [1, 1, 1], "num_res_blocks": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a small VQ-VAE that never learnt anything."""
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("janus")
    JanusVQVAE(JanusVQVAEConfig(**SIZES)).save_pretrained(path)
    return path


def loaded(path: Path) -> HubImageCodes:
    """Load a folder as the application does."""
    found = load(find(str(path)), torch.device("cpu"), torch.float32, lambda share, note: None)
    assert isinstance(found, HubImageCodes)
    return found


def picture(height: int, width: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(2).integers(0, 256, (height, width, 3)).astype(np.uint8)


def test_it_answers_as_the_library_does(folder: Path) -> None:
    model = loaded(folder)
    assert (model.size("vq"), model.factor("vq"), model.kind) == (32, 4, "picture")
    given = picture(32, 32)
    theirs = JanusVQVAE.from_pretrained(folder).eval()
    with torch.inference_mode():
        tensor = torch.from_numpy(given.transpose(2, 0, 1).copy())[None].float() / 127.5 - 1
        tokens = theirs.encode(tensor).image_tokens
        made = theirs.decode(tokens[None])
    numbers = model.encode(given, "vq")
    assert np.array_equal(numbers.ravel(), tokens.numpy())
    levels = ((made[0].clamp(-1, 1) + 1) * 127.5).round().permute(1, 2, 0).numpy()
    assert np.abs(model.decode(numbers, "vq") - levels).max() <= 1


def test_the_demo_codes_any_size_and_edits(folder: Path) -> None:
    engine = LatentCodesEngine(loaded(folder))
    plain = engine.run(LatentCodesRequest("seven", detail=True), SilentProgress())
    assert plain.shape == (7, 7) and plain.codebook_size == 32 and plain.quantizers == ("vq",)
    assert plain.book is not None and plain.corpus == ()
    found = engine.run(LatentCodesRequest("seven", edits=(Edit(3, box=(0, 0, 2, 2)),)), SilentProgress())
    assert found.codes[1][:2] == (3, 3) and found.decoded == ((0, 0, 7, 7),)


def test_a_whole_janus_gives_its_part(folder: Path, tmp_path: Path) -> None:
    tensors = {
        f"model.vqmodel.{name}": value for name, value in load_file(folder / "model.safetensors").items()
    }
    save_file({**tensors, "model.language_model.x": torch.zeros(3)}, tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "janus", "vq_config": SIZES}))
    given = picture(16, 16)
    assert np.array_equal(loaded(tmp_path).encode(given, "vq"), loaded(folder).encode(given, "vq"))


def test_each_damage_is_a_sentence(folder: Path, tmp_path: Path) -> None:
    tensors = load_file(folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text())

    def tried(words: str, settings: object, weights: dict[str, torch.Tensor]) -> None:
        save_file(weights, tmp_path / "model.safetensors", metadata={"format": "pt"})
        (tmp_path / "config.json").write_text(json.dumps(settings))
        with pytest.raises(ModelError, match=words) as caught:
            loaded(tmp_path)
        assert str(caught.value).endswith(".")

    some = next(iter(tensors))
    tried("lack 1 tensors", config, {name: value for name, value in tensors.items() if name != some})
    tried("NaN|numbers that are none|not a number", config, {**tensors, some: tensors[some] * float("nan")})
    tried("could not be built", {**config, "base_channels": "many"}, tensors)
    tried("layout", {"model_type": "bert"}, tensors)
