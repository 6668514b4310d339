"""A tiny run learns, and a run that was interrupted goes on as if it had not been."""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from transformers import AutoModelForMaskedLM, AutoTokenizer

from model_zoo.recipes import inkling_mlm_en as recipe
from model_zoo.recipes.running import corpus_of_file
from model_zoo.recipes.trainer import Trainer


def tiny(run: Path, file: Path, steps: int) -> Trainer:
    preset = recipe.PRESETS["tiny"]
    preset = replace(preset, pace=replace(preset.pace, steps=steps))
    groups, held_out = corpus_of_file(file)
    run.mkdir(parents=True, exist_ok=True)
    return recipe.make_trainer(preset, run, lambda _: groups, held_out)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, toy_file: Path) -> Path:
    run = tmp_path_factory.mktemp("run")
    recipe.main(["--tiny", str(toy_file), "--steps", "250", "--run", str(run), "--threads", "1"])
    return run


def unigram_entropy(run: Path, file: Path) -> float:
    """Nats per token of the best guess that looks at no context."""
    tokenizer = Tokenizer.from_file(str(run / "final" / "tokenizer.json"))
    counts: Counter[int] = Counter()
    for line in file.read_text(encoding="utf-8").splitlines():
        counts.update(tokenizer.encode(line, add_special_tokens=False).ids)
    total = sum(counts.values())
    return -sum(n / total * math.log(n / total) for n in counts.values())


def test_a_tiny_run_beats_the_unigram_guess_on_held_out_text(trained: Path, toy_file: Path) -> None:
    lines = [json.loads(line) for line in (trained / "curves.jsonl").read_text().splitlines()]
    assert lines[-1]["step"] == 250
    assert lines[-1]["held_out_loss"] < 0.7 * unigram_entropy(trained, toy_file)


def test_its_export_answers_in_transformers(trained: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(trained / "final", local_files_only=True)
    model = AutoModelForMaskedLM.from_pretrained(trained / "final", local_files_only=True)
    assert model.dtype == torch.float32
    ids = tokenizer("The cow number 5 says [MASK] and sleeps in the barn.", return_tensors="pt")
    with torch.no_grad():
        scores = model(**ids).logits[0, ids["input_ids"][0].tolist().index(tokenizer.mask_token_id)]
    assert tokenizer.convert_ids_to_tokens([int(scores.argmax())]) == ["moo"]


def test_growth_is_kept_at_powers_of_two(trained: Path) -> None:
    names = sorted(folder.name for folder in (trained / "growth").iterdir())
    assert names == [f"step-{2**k:06d}" for k in range(3, 8)]


def test_an_interrupted_run_takes_the_same_next_steps(tmp_path: Path, toy_file: Path) -> None:
    whole = tiny(tmp_path / "whole", toy_file, steps=10)
    losses = [whole.one_step() for _ in range(5)]
    whole.save(tmp_path / "state")
    losses += [whole.one_step() for _ in range(3)]
    again = tiny(tmp_path / "whole", toy_file, steps=10)
    again.resume(tmp_path / "state")
    assert again.step == 5
    assert [again.one_step() for _ in range(3)] == pytest.approx(losses[5:], abs=1e-6)
    for (name, one), two in zip(
        whole.task.parameters().items(), again.task.parameters().values(), strict=True
    ):
        torch.testing.assert_close(one, two, msg=name)


def test_the_published_state_goes_on_with_a_new_schedule(
    trained: Path, tmp_path: Path, toy_file: Path
) -> None:
    final = trained / "final"
    weights, state = (final / name for name in ("model.safetensors", "training_state.safetensors"))
    assert state.stat().st_size < 2.6 * weights.stat().st_size
    recipe.main(["--tiny", str(toy_file), "--steps", "25", "--run", str(tmp_path), "--resume", str(final)])
    before = json.loads((trained / "curves.jsonl").read_text().splitlines()[-1])
    after = json.loads((tmp_path / "curves.jsonl").read_text().splitlines()[-1])
    assert after["step"] == before["step"] + 25
    assert after["held_out_loss"] < before["held_out_loss"] + 0.1


def test_compact_master_weights_lose_next_to_nothing(trained: Path, toy_file: Path) -> None:
    exact = tiny(trained, toy_file, steps=1)
    exact.resume(trained / "state")
    compact = tiny(trained, toy_file, steps=1)
    compact.resume(trained / "final")
    for one, two in zip(exact.task.parameters().values(), compact.task.parameters().values(), strict=True):
        assert (one - two).abs().max() <= 2e-5 * one.abs().max() + 1e-7
