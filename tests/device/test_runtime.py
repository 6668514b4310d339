"""The Runtime with the bundled model: same answers, memory given back, sentences for what is not there."""

from __future__ import annotations

import os

import psutil
import pytest
import torch

from app.core.contract import UserError
from app.device import Runtime
from app.device.choose import cores, pick
from app.device.memory import advice, is_out_of_memory
from tests.device.hungry import DEMO, Hungry, HungryRequest

TEXT = {"text": "The house is [MASK]."}


def test_a_record_can_be_answered_again() -> None:
    runtime = Runtime()
    first = runtime.run("masked-words", None, TEXT, device="cpu", seed=5)
    assert first.model is not None
    again = Runtime().run(first.demo, first.model.spec, first.request, device="cpu", seed=first.seed)
    assert again.result == first.result
    assert (first.device, first.dtype, first.seed) == ("cpu", "float32", 5)
    assert len(first.model.sha256) == 64


def test_only_lent_cores_are_counted() -> None:
    if not hasattr(os, "sched_setaffinity"):  # a system that lends no single cores
        assert cores() == (psutil.cpu_count(logical=False) or 1)
        return
    lent = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
        whole = cores()
        assert whole == min(psutil.cpu_count(logical=False) or 1, len(os.sched_getaffinity(0)))
        os.sched_setaffinity(0, {min(lent)})
        assert cores() == 1
    finally:
        os.sched_setaffinity(0, lent)


def test_a_model_is_loaded_once_and_given_back() -> None:
    runtime = Runtime()
    runtime.warm("masked-words", device="cpu")
    held = runtime._models.loaded()[0]
    runtime.run("masked-words", None, TEXT, device="cpu")
    assert runtime._models.loaded() == [held]
    assert [one.id for one in runtime.loaded()] == ["inkling-mlm-en"]
    del held
    runtime.unload()
    assert runtime.loaded() == []
    before = psutil.Process().memory_info().rss
    for _ in range(6):
        runtime.run("masked-words", None, TEXT, device="cpu")
        runtime.unload("inkling-mlm-en")
    grown = psutil.Process().memory_info().rss - before
    assert grown < 60e6, "six loads of a 34 MB model must not stay in memory"


def test_half_precision_agrees_roughly() -> None:
    runtime = Runtime()
    exact = runtime.run("masked-words", None, TEXT, device="cpu").result
    rough = runtime.run("masked-words", None, TEXT, device="cpu", dtype="bfloat16")
    assert rough.dtype == "bfloat16"
    best, other = exact.masks[0].candidates[0], rough.result.masks[0].candidates[0]
    assert other.probability == pytest.approx(best.probability, abs=0.05)


@pytest.mark.parametrize(
    ("device", "dtype", "words"),
    [("tpu", None, "no device “tpu”"), ("cpu", "int3", "“int3” is no number format")],
)
def test_what_is_not_there_is_said(device: str, dtype: str | None, words: str) -> None:
    with pytest.raises(UserError, match=words):
        pick(device, dtype)


@pytest.mark.parametrize("seed", [-1, 2**70])
def test_a_seed_out_of_range_is_said(seed: int) -> None:
    with pytest.raises(UserError, match="no seed"):
        Runtime().run("masked-words", None, TEXT, device="cpu", seed=seed)


def test_an_unknown_demo_or_model_is_said() -> None:
    with pytest.raises(UserError, match="no demo"):
        Runtime().run("masked-word", None, TEXT)
    with pytest.raises(UserError, match="Did you mean “inkling-mlm-en”"):
        Runtime().run("masked-words", "inkling-mlm", TEXT, device="cpu")


def test_out_of_memory_turns_into_advice() -> None:
    with pytest.raises(RuntimeError) as caught:
        torch.empty(2**60, dtype=torch.uint8)
    assert is_out_of_memory(caught.value)
    assert not is_out_of_memory(RuntimeError("shapes differ"))
    said = str(advice(torch.device("cpu"), caught.value))
    assert "GB more were asked for" in said
    assert "GB were free" in said
    assert "bfloat16" in said


def test_out_of_memory_lets_go_of_other_models_first() -> None:
    Hungry.runtime, Hungry.runs = Runtime(), 0
    Hungry.runtime.run("masked-words", None, TEXT, device="cpu", dtype="bfloat16")
    assert len(Hungry.runtime.loaded()) == 1
    record = Hungry.runtime.run(DEMO, None, HungryRequest(), device="cpu")
    assert record.result.alone
    assert (Hungry.runs, record.dtype) == (2, "float32")
    assert len(Hungry.runtime.loaded()) == 1


def test_out_of_memory_with_nothing_to_let_go_of_is_said_at_once() -> None:
    Hungry.runtime, Hungry.runs = Runtime(), 0
    with pytest.raises(UserError, match="memory of cpu is used up"):
        Hungry.runtime.run(DEMO, None, HungryRequest(models=0), device="cpu")
    assert Hungry.runs == 1
