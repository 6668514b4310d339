"""Every promised architecture loads as an encoder, with its head, without it, and without what was never asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from transformers import AutoModel, AutoModelForMaskedLM

from model_zoo.cards import find
from model_zoo.errors import ModelError
from model_zoo.loaders.encoder import Encoder, load
from tests.loaders.zoo import ARCHITECTURES

Checkpoints = Callable[[str], Path]


def opened(folder: Path) -> Encoder:
    return load(find(str(folder)), torch.device("cpu"), torch.float32, lambda fraction, note: None)


@pytest.mark.parametrize("kind", ARCHITECTURES)
def test_layers_are_those_of_transformers(kind: str, checkpoint: Checkpoints) -> None:
    folder = checkpoint(kind)
    encoder = opened(folder)
    ids = torch.tensor([[0, 9, 11, 7, 2]])
    theirs = AutoModelForMaskedLM.from_pretrained(folder).eval().base_model
    with torch.inference_mode():
        found = encoder.hidden(ids, None, range(encoder.layers))
        wanted = theirs(input_ids=ids, output_hidden_states=True)
    assert encoder.layers == 3 and encoder.width == found[0].shape[-1]
    for layer, hidden in enumerate(found[:-1]):
        torch.testing.assert_close(hidden, wanted.hidden_states[layer])
    torch.testing.assert_close(found[-1], wanted[0])
    torch.testing.assert_close(encoder.hidden(ids, None, [2])[0], found[-1])


@pytest.mark.parametrize("kind", ["bert", "roberta", "distilbert", "modernbert", "mpnet"])
def test_a_bare_encoder_is_read_with_and_without_its_pooler(
    kind: str, checkpoint: Checkpoints, tmp_path: Path
) -> None:
    whole = checkpoint(kind)
    bare = AutoModel.from_pretrained(whole).eval()
    ids = torch.tensor([[0, 9, 11, 7, 2]])
    with torch.inference_mode():
        wanted = bare(input_ids=ids)[0]
    for number, kept in enumerate((True, False)):
        folder = tmp_path / str(number)
        state = {name: value for name, value in bare.state_dict().items() if kept or "pooler" not in name}
        bare.save_pretrained(folder, state_dict=state)
        for name in ("tokenizer.json", "tokenizer_config.json"):
            (folder / name).write_bytes((whole / name).read_bytes())
        torch.testing.assert_close(opened(folder).hidden(ids, None, [2])[0], wanted)


def test_a_part_of_an_encoder_is_told_as_such(checkpoint: Checkpoints, tmp_path: Path) -> None:
    whole = checkpoint("bert")
    bare = AutoModel.from_pretrained(whole)
    state = {name: value for name, value in bare.state_dict().items() if "layer.1." not in name}
    bare.save_pretrained(tmp_path, state_dict=state)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((whole / name).read_bytes())
    with pytest.raises(ModelError, match=r"tensors are missing .*layer\.1"):
        opened(tmp_path)
