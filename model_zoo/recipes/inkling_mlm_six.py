"""Re-makes the checkpoint inkling-mlm-six: a small masked language model of six languages.

    python -m model_zoo.recipes.inkling_mlm_six --preset cpu --hours 2 --run runs/mlm-six
    python -m model_zoo.recipes.inkling_mlm_six --preset gpu --run runs/mlm-six-gpu   (not tried yet)
    python -m model_zoo.recipes.inkling_mlm_six --resume --run runs/mlm-six           (an interrupted run)
    python -m model_zoo.recipes.inkling_mlm_six --tiny pairs.txt --steps 50           (lines "text<TAB>translation")

English, German, French, Spanish, Chinese and Japanese share one vocabulary, and three of four pairs are read as one
text of two halves, so that a hidden word can be found in its translation (Conneau and Lample 2019). The same text
without pairs is `inkling_mlm_six_apart`. On what makes small models multilingual, see Dufter and Schütze 2020 and
K et al. 2020.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model_zoo.corpora import english
from model_zoo.corpora.parallel import LANGUAGES, MONOLINGUAL, english_guard, monolingual, pairs
from model_zoo.recipes.latent_start import latent_vectors
from model_zoo.recipes.masked_run import Vocabulary, make_trainer
from model_zoo.recipes.running import Groups, Preset, arguments_of, corpus_of_file, go, pick
from model_zoo.recipes.sentence_pieces import piece_starts, save_unigram, train_unigram
from model_zoo.recipes.token_store import TokenStore
from model_zoo.recipes.trainer import Pace, Trainer

PIECES = Vocabulary(train_unigram, save_unigram, piece_starts, ".!?;。！？")
JOINT = "[SEP] "
"""Stands between the halves of a pair; the tokenizer reads it as the mark it is, and that a word begins behind it."""
EXPONENT = 0.7
"""Of n words of a language, n ** 0.7 are read for each epoch: small languages oftener (XLM-R's sampling)."""
MILLIONS = {"en": 17.0, "de": 1.8, "fr": 2.2, "es": 1.2, "zh": 1.1, "ja": 1.2}
"""Words of each language's text, counted on the English side of its pairs; English stands there too, five times."""

SPELT = 5
"""Every fifth text is enough to find the pieces; of all texts it would take an hour."""

PRESETS = {
    # Without bfloat16 products, an hour of two cores is ten million tokens even of so small a model.
    "cpu": Preset(
        24576, 192, 4, 3, 512, Pace(rows=32, length=128, hours=1.0, adam_rate=5e-4), compiled=False
    ),
    "gpu": Preset(
        24576, 256, 8, 4, 704, Pace(rows=512, length=128, hours=0.4, muon_rate=0.02, adam_rate=2e-3)
    ),
    "tiny": Preset(
        600,
        32,
        2,
        2,
        48,
        Pace(rows=8, length=64, hours=0.01, muon_rate=0.02, adam_rate=5e-3, validate_every=25),
        compiled=False,
    ),
}


def passes(language: str) -> float:
    """How often an epoch reads each text of a language."""
    return MILLIONS[language] ** (EXPONENT - 1)


def joined(given: Iterable[tuple[str, str]], paired: bool) -> Iterator[str]:
    """Three of four pairs as one text, the sides of the fourth as two; all as two where nothing is `paired`."""
    for number, sides in enumerate(given):
        if paired and number % 4 != 3:
            # Either side comes first as often as the other.
            yield JOINT.join(sides if number % 8 < 4 else sides[::-1])
        else:
            yield from sides


def natural_english() -> Iterator[str]:
    """English prose that no held-out pair repeats."""
    guard = english_guard()
    for source in english.SOURCES:
        if source.kind == "natural":
            for text in english.paragraphs(source, held_out=False):
                if not guard.repeats(text):
                    yield text


def corpus(paired: bool) -> Groups:
    """Training texts of all languages with their passes per epoch."""
    groups: Groups = [(passes("en"), natural_english())]
    for language in LANGUAGES:
        sides = ((p.english, p.other) for p in pairs(language, held_out=False))
        groups.append((passes(language), joined(sides, paired)))
    groups += [(passes(language), monolingual(language, held_out=False)) for language in MONOLINGUAL]
    return groups


def thinned(groups: Groups) -> Groups:
    """Every fifth text of each group."""
    return [(times, itertools.islice(texts, 0, None, SPELT)) for times, texts in groups]


def held_out() -> list[str]:
    """Validation: lone held-out sentences of every language, none beside its translation."""
    return [
        side
        for language in LANGUAGES
        for pair in itertools.islice(pairs(language, held_out=True), 200)
        for side in pair[:2]
    ]


def halves(line: str) -> tuple[str, str]:
    """The sides of a line of the tiny corpus; one without a tab is its own translation."""
    first, _, second = line.partition("\t")
    return first, second or first


def trainer(preset: Preset, run: Path, paired: bool, file: Path | None = None) -> Trainer:
    """A run on all languages, or on the pairs of a file; nothing is trained yet."""

    def start(store: TokenStore, vocabulary: int) -> NDArray[np.float32]:
        return latent_vectors(store, vocabulary, preset.width, paired, preset.pace.seed)

    if file is None:
        return make_trainer(
            preset, run, PIECES, lambda: thinned(corpus(False)), lambda: corpus(paired), held_out(), start
        )
    ((_, lines),), kept = corpus_of_file(file)
    sides = [halves(line) for line in lines]

    def texts(together: bool) -> Groups:
        return [(1.0, list(joined(sides, together)))]

    alone = [half for line in kept for half in halves(line)]
    return make_trainer(
        preset, run, PIECES, lambda: texts(False), lambda: texts(paired), alone or ["Nothing held out."]
    )


def main(arguments: list[str] | None = None, paired: bool = True, doc: str | None = __doc__) -> None:
    chosen = arguments_of(doc, Path("runs/mlm-six" if paired else "runs/mlm-six-apart"), arguments)
    go(chosen, lambda: trainer(pick(PRESETS, chosen), chosen.run, paired, chosen.tiny))


if __name__ == "__main__":
    main()
