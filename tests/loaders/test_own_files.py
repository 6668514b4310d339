"""Checkpoints of our own nets: read, as plain state dicts too; refused with a sentence, never believed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from model_zoo.cards import Card, find
from model_zoo.errors import ModelError
from model_zoo.latent.image_codes import ImageCodes
from model_zoo.loaders import auto_encoder, image_codec, latent_codes, variational
from tests.latent.tiny_codec import checkpoint
from tests.latent.tiny_generator import checkpoint as generator_checkpoint


def spoil(folder: Path, change: Callable[[dict[str, str], dict[str, torch.Tensor]], None]) -> Path:
    path = folder / "model.safetensors"
    with safe_open(path, "pt") as file:
        facts, tensors = dict(file.metadata()), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    change(facts, tensors)
    save_file(tensors, path, metadata=facts)
    return folder


def load(loader: Any, folder: Path) -> Any:
    return loader.load(find(str(folder)), torch.device("cpu"), torch.float32, lambda share, note: None)


def drop_layout(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    facts["layout"] = "something else 7"


def poison(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    name = next(one for one in tensors if one.endswith("weight"))
    tensors[name] = torch.full_like(tensors[name], float("nan"))


def lose_one(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    del tensors[next(one for one in tensors if one.endswith("weight"))]


def huge(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    for key in ("shape", "nets"):
        if key in facts:
            words = json.loads(facts[key])
            inner = words if key == "shape" else next(iter(words.values()))
            inner[next(iter(inner))] = 10**9
            facts[key] = json.dumps(words)


def spoil_tables(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    tensors["tables.latents"][3] += 1


def empty_row(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    tensors["tables.hyper"][0, 0] = 0


def spoil_cloud(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    name = next(one for one in tensors if one.endswith("vae-2.covariance"))
    tensors[name] = torch.full_like(tensors[name], float("inf"))


def no_partner(facts: dict[str, str], tensors: dict[str, torch.Tensor]) -> None:
    nets = json.loads(facts["nets"])
    del nets["plain-2"]
    facts["nets"] = json.dumps(nets)


@pytest.mark.parametrize(
    "change, words",
    [(drop_layout, "no image codec of ours"), (poison, "NaN"), (lose_one, "does not fit together"),
     (huge, "does not fit"), (spoil_tables, "sum to 65536"), (empty_row, "table")],
)  # fmt: skip
def test_a_codec_that_is_none_is_refused(change: Any, words: str, tmp_path: Path) -> None:
    folder = spoil(checkpoint(tmp_path / "codec"), change)
    with pytest.raises(ModelError, match=words) as caught:
        load(image_codec, folder)
    assert str(caught.value).endswith((".", "made."))


@pytest.mark.parametrize(
    "change, words",
    [(drop_layout, "no generator of ours"), (poison, "NaN"), (lose_one, "does not fit together"),
     (huge, "does not fit"), (spoil_cloud, "no numbers"), (no_partner, "no net plain-2")],
)  # fmt: skip
def test_a_generator_that_is_none_is_refused(change: Any, words: str, tmp_path: Path) -> None:
    folder = spoil(generator_checkpoint(tmp_path / "generator"), change)
    with pytest.raises(ModelError, match=words) as caught:
        load(variational, folder)
    assert str(caught.value).endswith(".")


def test_both_are_read_and_foreign_files_are_not(tmp_path: Path) -> None:
    assert load(image_codec, checkpoint(tmp_path / "codec")).levels == 4
    made = load(variational, generator_checkpoint(tmp_path / "generator"))
    assert made.widths == (2, 3) and made.classes == ("sock", "hat", "tie")
    (tmp_path / "broken.safetensors").write_bytes(b"not at all")
    with pytest.raises(ModelError, match="cannot be read"):
        load(image_codec, tmp_path / "broken.safetensors")
    with pytest.raises(ModelError, match="no generator of ours"):
        load(variational, tmp_path / "codec")


def as_state_dict(card: Card, folder: Path, tables: bool) -> Path:
    """Write a model of ours as a .pt file, and the card that says what it is: as JSON texts or as TOML's tables."""
    with safe_open(card.path / card.weights[0], "pt") as file:
        facts, tensors = dict(file.metadata()), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    folder.mkdir()
    torch.save({"state_dict": tensors}, folder / "weights.pt")
    lines = ["[net]"]
    for key, value in facts.items():
        given = json.loads(value) if value[:1] in "[{" else value
        lines.append(f"{key} = {toml(given) if tables else toml(value)}")
    (folder / "card.toml").write_text("\n".join(lines), "utf-8")
    return folder


def toml(value: Any) -> str:
    """TOML in one line; what JSON calls null has no place in it and is left out."""
    if isinstance(value, dict):
        parts = [f"{json.dumps(k)} = {toml(v)}" for k, v in value.items() if v is not None]
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


OWN = {
    "inkling-image-codec": image_codec,
    "inkling-generator": variational,
    "inkling-auto-encoders": auto_encoder,
    "inkling-image-codes": latent_codes,
    "inkling-speech-codes": latent_codes,
}


@pytest.mark.parametrize("name", OWN)
def test_a_state_dict_with_a_card_is_the_same_model(name: str, tmp_path: Path) -> None:
    card = find(name)
    one = load(OWN[name], as_state_dict(card, tmp_path / "texts", tables=False))
    two = OWN[name].load(card, torch.device("cpu"), torch.float32, lambda share, note: None)
    assert type(one) is type(two)
    mine, theirs = (list(nets(model)) for model in (one, two))
    assert len(mine) == len(theirs) > 0
    for left, right in zip(mine, theirs, strict=True):
        for key, value in right.state_dict().items():
            assert torch.equal(left.state_dict()[key], value)


def nets(model: Any) -> Iterator[torch.nn.Module]:
    """All nets that a loaded model holds, however deep."""
    seen: list[int] = []
    rest = [model]
    while rest:
        one = rest.pop()
        if id(one) in seen:
            continue
        seen.append(id(one))
        if isinstance(one, torch.nn.Module):
            yield one
        elif isinstance(one, Mapping):
            rest.extend(one.values())
        elif is_dataclass(one):
            rest.extend(getattr(one, field.name) for field in fields(one))
        elif hasattr(one, "__dict__") and type(one).__module__.startswith("model_zoo"):
            rest.extend(vars(one).values())


def test_a_card_may_have_tables(tmp_path: Path) -> None:
    folder = as_state_dict(find("inkling-image-codes"), tmp_path / "tables", tables=True)
    one, two = (
        load(latent_codes, folder),
        latent_codes.load(
            find("inkling-image-codes"), torch.device("cpu"), torch.float32, lambda share, note: None
        ),
    )
    assert isinstance(one, ImageCodes) and isinstance(two, ImageCodes)
    picture = np.random.default_rng(0).integers(0, 256, (16, 24, 3), dtype=np.uint8)
    for kind in two.quantizers:
        assert np.array_equal(
            one.encode(picture, kind, lambda share: None), two.encode(picture, kind, lambda share: None)
        )


@pytest.mark.parametrize(
    "written, words",
    [(None, "does not say of which net"), ("[net", "cannot be read"), ("schema = 1", "no table"),
     ("net = 3", "no table"), ("[net]\nlayout = 7", "no model of codes of ours"),
     ("[net]\nlayout = 'inkling-image-codes 1'", "does not fit together"),
     ("[net]\nlayout = 'inkling-image-codes 1'\ncoders = [1]", "does not fit together")],
)  # fmt: skip
def test_a_state_dict_without_a_proper_card_is_refused(
    written: str | None, words: str, tmp_path: Path
) -> None:
    torch.save({"vq.weight": torch.zeros(3)}, tmp_path / "weights.pt")
    if written is not None:
        (tmp_path / "card.toml").write_text(written)
    with pytest.raises(ModelError, match=words):
        load(latent_codes, tmp_path)
