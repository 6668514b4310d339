"""One token told by itself is told as it is among others: equals, and tokens that cannot be, included."""

from __future__ import annotations

import pytest
import torch

from app.demos.text_generation.beliefs import belief, beliefs
from model_zoo.cards import default
from model_zoo.loaders.causal_lm import load
from model_zoo.surfaces import Surfaces


@pytest.fixture(scope="module")
def surfaces() -> Surfaces:
    model = load(default("causal_lm"), torch.device("cpu"), torch.float32, lambda fraction, note: None)
    return Surfaces(model.tokenizer)


@pytest.mark.parametrize("kind", ["plain", "equals", "impossible"])
@pytest.mark.parametrize("count", [0, 10])
def test_alone_as_among_others(surfaces: Surfaces, kind: str, count: int) -> None:
    logits = torch.randn(4, 500, generator=torch.Generator().manual_seed(3)) * 4
    if kind == "equals":
        logits[:, 10:30] = logits[:, 10:11]
    elif kind == "impossible":
        logits[:, 100:400] = -torch.inf
    chosen = torch.tensor([20, 0, 499, int(logits[3].argmax())])
    for row, token, known in zip(
        logits, chosen.tolist(), beliefs(logits, chosen, count, surfaces), strict=True
    ):
        alone = belief(row, token, count, surfaces)
        assert alone.rank == known.rank
        assert alone.probability == pytest.approx(known.probability, rel=1e-5)
        assert alone.entropy == pytest.approx(known.entropy, rel=1e-4)
        assert [one.id for one in alone.alternatives] == [one.id for one in known.alternatives]
    assert alone.rank == 1
