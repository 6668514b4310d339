"""The lean forward pass gives transformers' own numbers, and texts in one row do not see each other."""

from __future__ import annotations

import pytest
import torch
from transformers import LlamaForCausalLM

from model_zoo.recipes.lean_llama import LeanLlama, make_config


@pytest.fixture(scope="module")
def model() -> LlamaForCausalLM:
    torch.manual_seed(3)
    config = make_config(vocabulary=90, width=32, layers=3, heads=4, inner=48, longest=64)
    return LlamaForCausalLM(config).eval()


@torch.no_grad()
def test_it_equals_transformers(model: LlamaForCausalLM) -> None:
    ids = torch.randint(0, 90, (2, 20))
    places = torch.arange(20).expand(2, 20)
    lean = LeanLlama(model, torch.float32)
    whole = model.model(input_ids=ids).last_hidden_state
    torch.testing.assert_close(lean.hidden(ids, torch.zeros_like(ids), places), whole, atol=1e-4, rtol=1e-4)
    targets = torch.cat([ids[:, 1:], torch.full((2, 1), -100)], dim=1)
    loss = lean.loss(ids, torch.zeros_like(ids), places, targets)
    torch.testing.assert_close(loss, model(input_ids=ids, labels=ids).loss, atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_texts_in_one_row_do_not_see_each_other(model: LlamaForCausalLM) -> None:
    ids = torch.randint(0, 90, (1, 20))
    texts = torch.tensor([[0] * 8 + [1] * 12])
    places = torch.tensor([[*range(8), *range(12)]])
    together = LeanLlama(model, torch.float32).hidden(ids, texts, places)
    alone = model.model(input_ids=ids[:, 8:]).last_hidden_state
    torch.testing.assert_close(together[:, 8:], alone, atol=1e-4, rtol=1e-4)
