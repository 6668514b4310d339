"""Over two hundred spoilt checkpoints: each ends in a sentence within five seconds, or loads and works."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from model_zoo.cards import find
from model_zoo.errors import ModelError
from model_zoo.loaders.masked_lm import load
from tests.loaders.hostile import MARKER, Spoil, cases

CASES = list(cases())
#: Damage that may leave a working model: a flipped bit in a weight, an offset of bytes that nobody compares.
MAY_LOAD = re.compile(r"bit|ignored|offsets|shape \[64, 16\]|mask")


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 200
    assert len({name for name, _ in CASES}) == len(CASES)


@pytest.mark.parametrize(("name", "spoil"), CASES, ids=[name for name, _ in CASES])
def test_a_spoilt_checkpoint_ends_in_a_sentence(
    name: str, spoil: Spoil, checkpoint: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(checkpoint("bert"), tmp_path / "model"))
    spoil(folder)
    begin = time.perf_counter()
    try:
        model = load(find(str(folder)), torch.device("cpu"), torch.float32, lambda fraction, note: None)
    except ModelError as error:
        said = str(error)
        assert 20 < len(said) < 900
        assert "Traceback" not in said
        assert "\n" not in said
    else:
        assert MAY_LOAD.search(name), "it should not have loaded"
        with torch.inference_mode():
            ids = torch.tensor([[0, 9, 4, 12, 2]])
            assert bool(torch.isfinite(model.logits(ids, torch.tensor([0]), torch.tensor([2]))).all())
    assert time.perf_counter() - begin < 5
    assert not (folder / MARKER).exists(), "code of the file was run"
