"""States read and changed inside every architecture: putting in another text's states gives its answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from model_zoo.cards import find
from model_zoo.errors import ModelError
from model_zoo.loaders.masked_lm import MaskedLM, load
from tests.loaders.zoo import ARCHITECTURES

Checkpoints = Callable[[str], Path]
KINDS = [kind for kind in ARCHITECTURES if kind != "mpnet"]
ONE = torch.tensor([[0, 9, 14, 12, 17, 21, 2]])
TWO = torch.tensor([[0, 11, 30, 8, 25, 6, 2]])


def opened(folder: Path) -> MaskedLM:
    return load(find(str(folder)), torch.device("cpu"), torch.float32, lambda fraction, note: None)


def everywhere(ids: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    rows, columns = torch.ones_like(ids).nonzero(as_tuple=True)
    return rows, columns


@pytest.mark.parametrize("kind", KINDS)
def test_another_texts_states_give_its_answer(kind: str, checkpoint: Checkpoints) -> None:
    model = opened(checkpoint(kind))
    with torch.inference_mode():
        wanted = model.model(input_ids=TWO).logits[0]
        own = model.model(input_ids=ONE).logits[0]
        assert not torch.allclose(wanted, own, atol=1e-2)
        states = list(zip(model.layer_states(ONE), model.layer_states(TWO), strict=True))
        assert len(states) == model.layers
        for layer, (mine, theirs) in enumerate(states):
            found = torch.cat(list(model.logits_with(ONE, layer, theirs - mine, *everywhere(ONE))))
            torch.testing.assert_close(found, wanted, atol=1e-3, rtol=1e-3)
            none = torch.cat(list(model.logits_with(ONE, layer, torch.zeros(1), *everywhere(ONE))))
            torch.testing.assert_close(none, own, atol=1e-4, rtol=1e-4)
        after = model.model(input_ids=ONE).logits[0]
        assert torch.equal(after, own), "a hook was left behind"


@pytest.mark.parametrize("kind", KINDS)
def test_the_states_are_those_that_transformers_tells(kind: str, checkpoint: Checkpoints) -> None:
    model = opened(checkpoint(kind))
    with torch.inference_mode():
        told = model.model(input_ids=ONE, output_hidden_states=True).hidden_states
        found = model.layer_states(ONE)
        assert len(told) == len(found)
        for mine, theirs in zip(found[:-1], told[:-1], strict=True):
            torch.testing.assert_close(mine, theirs)


@pytest.mark.parametrize("kind", KINDS)
def test_padding_changes_nothing(kind: str, checkpoint: Checkpoints) -> None:
    model = opened(checkpoint(kind))
    short = ONE[:, :4]
    both = torch.stack([ONE[0], torch.cat([short[0], torch.ones(3, dtype=torch.long)])])
    attention = torch.tensor([[1] * 7, [1] * 4 + [0] * 3])
    rows, columns = attention.nonzero(as_tuple=True)
    with torch.inference_mode():
        shift = torch.full((2, 1, 1), 0.3)
        found = torch.cat(list(model.logits_with(both, 1, shift, rows, columns, attention)))
        alone = torch.cat(list(model.logits_with(short, 1, torch.tensor(0.3), *everywhere(short))))
    torch.testing.assert_close(found[7:], alone, atol=1e-3, rtol=1e-3)


def test_what_is_not_told_apart_is_refused(checkpoint: Checkpoints) -> None:
    model = opened(checkpoint("mpnet"))
    with pytest.raises(ModelError, match="cannot be reached"):
        model.layer_states(ONE)
