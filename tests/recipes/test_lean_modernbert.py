"""The lean forward pass is ModernBERT's, and a packed sentence is answered like a lone one."""

from __future__ import annotations

import pytest
import torch
from transformers import ModernBertForMaskedLM

from model_zoo.recipes.lean_modernbert import LeanModernBert, make_config


@pytest.fixture(scope="module")
def model() -> ModernBertForMaskedLM:
    torch.manual_seed(0)
    config = make_config(vocabulary=90, width=32, layers=2, heads=2, inner=48, longest=64)
    made = ModernBertForMaskedLM(config).eval()
    with torch.no_grad():
        for parameter in made.parameters():  # far from the nearly linear start
            parameter.add_(torch.randn_like(parameter) * 0.1)
    return made


@torch.no_grad()
def test_it_equals_transformers(model: ModernBertForMaskedLM) -> None:
    ids = torch.randint(5, 90, (3, 20))
    lean = LeanModernBert(model, torch.float32)
    segments, positions = torch.ones_like(ids), torch.arange(20).expand(3, 20)
    mine = lean.logits(lean.hidden(ids, segments, positions).flatten(0, 1)).view(3, 20, 90)
    torch.testing.assert_close(mine, model(input_ids=ids).logits, atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_packed_texts_do_not_see_each_other(model: ModernBertForMaskedLM) -> None:
    ids = torch.randint(5, 90, (1, 20))
    segments = torch.tensor([[1] * 8 + [2] * 9 + [0] * 3])
    positions = torch.tensor([[*range(8), *range(9), 0, 0, 0]])
    together = LeanModernBert(model, torch.float32).hidden(ids, segments, positions)
    alone = model.model(input_ids=ids[:, 8:17]).last_hidden_state
    torch.testing.assert_close(together[:, 8:17], alone, atol=1e-4, rtol=1e-4)


def test_only_masked_places_count(model: ModernBertForMaskedLM) -> None:
    ids = torch.randint(5, 90, (2, 10))
    lean = LeanModernBert(model, torch.float32)
    where, targets = torch.tensor([3, 14]), torch.tensor([7, 8])
    loss = lean.loss(ids, torch.ones_like(ids), torch.arange(10).expand(2, 10), where, targets)
    labels = torch.full((2, 10), -100)
    labels.view(-1)[where] = targets
    torch.testing.assert_close(loss, model(input_ids=ids, labels=labels).loss, atol=1e-4, rtol=1e-4)
