"""A toy language with rules to be found: each animal has one voice and one place to sleep."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from model_zoo.recipes.wordpieces import train_wordpiece

ANIMALS = {
    "dog": ("woof", "kennel"),
    "cat": ("meow", "basket"),
    "cow": ("moo", "barn"),
    "duck": ("quack", "pond"),
    "horse": ("neigh", "stable"),
    "elephant": ("trumpet", "forest"),
}


def toy_sentences(count: int, seed: int = 0) -> list[str]:
    draw = random.Random(seed)
    found = []
    for number in range(count):
        name = draw.choice(list(ANIMALS))
        voice, bed = ANIMALS[name]
        found.append(f"The {name} number {number % 97} says {voice} and sleeps in the {bed}.")
    return found


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """These matrices are tiny: threads waiting for each other take most of the time."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def toy_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("toy") / "paragraphs.txt"
    path.write_text("\n".join(toy_sentences(600)), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    return train_wordpiece([s.lower() for s in toy_sentences(300)] + toy_sentences(300), 120)
