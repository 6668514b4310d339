"""A tiny GPT learns the toy language, and its folder generates in transformers and in the application's loader."""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, AutoTokenizer

from model_zoo.cards import find
from model_zoo.loaders.causal_lm import load
from model_zoo.recipes import inkling_gpt_en as recipe
from model_zoo.recipes.evaluate_gpt import nats, stream_of


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, toy_file: Path) -> Path:
    run = tmp_path_factory.mktemp("gpt")
    recipe.main(["--tiny", str(toy_file), "--steps", "250", "--run", str(run), "--threads", "1"])
    return run / "final"


def test_it_beats_the_unigram_guess_on_held_out_text(trained: Path, toy_file: Path) -> None:
    lines = [json.loads(line) for line in (trained.parent / "curves.jsonl").read_text().splitlines()]
    stream = stream_of(
        Tokenizer.from_file(str(trained / "tokenizer.json")), toy_file.read_text().splitlines()
    )
    total = len(stream)
    entropy = -sum(n / total * math.log(n / total) for n in Counter(stream.tolist()).values())
    assert lines[-1]["held_out_loss"] < 0.5 * entropy


def test_its_export_goes_on_in_transformers(trained: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(trained, local_files_only=True)
    model = AutoModelForCausalLM.from_pretrained(trained, local_files_only=True)
    ids = tokenizer("The cow number 5 says", return_tensors="pt").input_ids
    out = model.generate(ids, max_new_tokens=1, do_sample=False, pad_token_id=0)
    assert tokenizer.decode(out[0, ids.shape[1] :]).strip() == "moo"


def test_the_evaluation_counts_what_transformers_counts(trained: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(trained, local_files_only=True).eval()
    tokenizer = Tokenizer.from_file(str(trained / "tokenizer.json"))
    texts = ["The cat says meow.", "The elephant number 7 sleeps in the forest."]
    rows = [torch.tensor(e.ids).numpy() for e in tokenizer.encode_batch(texts, add_special_tokens=False)]
    expected = 0.0
    with torch.no_grad():
        for row in rows:
            ids = torch.tensor([[0, *row]])
            expected += float(model(input_ids=ids, labels=ids).loss) * len(row)
    assert nats(model, rows, 0) == pytest.approx(expected, rel=1e-4)


def test_the_application_loads_it(trained: Path) -> None:
    ready = load(find(str(trained)), torch.device("cpu"), torch.float32, lambda fraction, note: None)
    assert ready.window == recipe.LONGEST
