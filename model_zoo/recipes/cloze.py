"""The asked question: one content word hidden in a sentence; is it the model's first guess, or among five?"""

from __future__ import annotations

import heapq
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer
from torch import Tensor

from model_zoo.recipes.function_words import is_content_word
from model_zoo.recipes.mlm_judge import MaskedModel, Question

SENTENCE = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[\"“‘'(]*[A-Z])")
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Hidden:
    """One sentence with one hidden word."""

    source: str
    sentence: str
    word: str
    question: Question


def sentences(paragraph: str) -> list[str]:
    """Its sentences that look like one: a capital first, a stop last, 6 to 50 words."""
    found = []
    for part in SENTENCE.split(paragraph):
        part = part.strip()
        whole = part[:1].isupper() and part[-1:] in ".!?" and 6 <= len(part.split()) <= 50
        if whole:
            found.append(part)
    return found


def hide_one_word(
    texts: Iterable[tuple[str, str]], tokenizer: Tokenizer, mask: int, seed: int, most: int
) -> list[Hidden]:
    """From (source, sentence) pairs at most `most`, drawn by the seed; one content word of each is masked."""
    draw = random.Random(seed)
    pairs = list(texts)
    draw.shuffle(pairs)
    found: list[Hidden] = []
    for source, sentence in pairs:
        encoded = tokenizer.encode(sentence)
        places: dict[int, list[int]] = {}
        for place, word in enumerate(encoded.word_ids):
            if word is not None:
                places.setdefault(word, []).append(place)
        words = {
            number: sentence[encoded.offsets[at[0]][0] : encoded.offsets[at[-1]][1]]
            for number, at in places.items()
        }
        fitting = [number for number, word in words.items() if is_content_word(word)]
        if not fitting:
            continue
        chosen = draw.choice(fitting)
        ids, at = list(encoded.ids), places[chosen]
        truth = [ids[place] for place in at]
        for place in at:
            ids[place] = mask
        found.append(Hidden(source, sentence, words[chosen], Question(ids, at, truth)))
        if len(found) == most:
            break
    return found


def best_joint(scores: Tensor, count: int = 5) -> list[list[int]]:
    """The `count` likeliest sequences of pieces, places being independent; scores [places, vocabulary]."""
    top, ids = scores.topk(count, dim=-1)
    beam: list[tuple[float, list[int]]] = [(0.0, [])]
    for place in range(len(scores)):
        longer = [
            (score + float(top[place, k]), [*sequence, int(ids[place, k])])
            for score, sequence in beam
            for k in range(count)
        ]
        beam = heapq.nlargest(count, longer, key=lambda entry: entry[0])
    return [sequence for _, sequence in beam]


def ranks(model: MaskedModel, items: Sequence[Hidden]) -> list[int]:
    """For each item the place (0 to 4) of the true word among the five likeliest, or 5 if it is not there."""
    found = [5] * len(items)
    for number, scores in model.answers([item.question for item in items]):
        guesses = best_joint(scores)
        truth = items[number].question.truth
        if truth in guesses:
            found[number] = guesses.index(truth)
    return found


def unigram_ranks(items: Sequence[Hidden], training: Iterable[str]) -> list[int]:
    """The same when the answer is always the five commonest content words of the training text."""
    counts = Counter(word for text in training for word in WORD.findall(text) if is_content_word(word))
    guesses = [word for word, _ in counts.most_common(5)]
    return [guesses.index(item.word) if item.word in guesses else 5 for item in items]


def one_piece(items: Sequence[Hidden]) -> list[bool]:
    return [len(item.question.truth) == 1 for item in items]
