"""Measures a masked language model folder on held-out English.

    python -m model_zoo.recipes.evaluate_mlm model_zoo/checkpoints/inkling-mlm-en --json figures.json

On natural and on technical held-out text, apart: masked tokens (15 %), one hidden content word per sentence
(the asked question, with 95 % bootstrap intervals and the unigram guess beside it), and pseudo-perplexity.
Seeds are fixed.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from model_zoo.corpora.english import SOURCES, Kind, Source, paragraphs
from model_zoo.recipes.bootstrap import interval, share
from model_zoo.recipes.cloze import Hidden, hide_one_word, one_piece, ranks, sentences, unigram_ranks
from model_zoo.recipes.masked_tokens import Figures, guesses
from model_zoo.recipes.mlm_judge import MaskedModel
from model_zoo.recipes.pseudo_perplexity import pseudo_perplexity

SEED = 11
LONGEST = 256
TRAINING_STRIDE = 5  # every fifth training paragraph is plenty for counting common words


def held_out(kind: Kind) -> list[tuple[Source, str]]:
    return [(s, text) for s in SOURCES if s.kind == kind for text in paragraphs(s, held_out=True)]


def training_sample(kind: Kind) -> Iterator[str]:
    for source in SOURCES:
        if source.kind == kind:
            yield from itertools.islice(paragraphs(source, held_out=False), 0, None, TRAINING_STRIDE)


def masked_tokens(model: MaskedModel, texts: Sequence[str], kind: Kind) -> Figures:
    """`masked_tokens.guesses`, with the commonest training tokens' share beside it."""
    found, truths = guesses(model, texts, SEED, LONGEST)
    counts: Counter[int] = Counter()
    for encoded in model.tokenizer.encode_batch_fast(list(training_sample(kind)), add_special_tokens=False):
        counts.update(encoded.ids)
    common = [token for token, _ in counts.most_common(5)]
    return found | {
        "tokens_unigram_top1": share([t == common[0] for t in truths]),
        "tokens_unigram_top5": share([t in common for t in truths]),
    }


def hidden_words(items: Sequence[Hidden], found: Sequence[int], prefix: str) -> Figures:
    """Shares with their intervals, over all hidden words and over those of a single piece."""
    single = one_piece(items)
    figures: Figures = {}
    for name, kept in (
        ("all", list(found)),
        ("single", [r for r, s in zip(found, single, strict=True) if s]),
    ):
        figures[f"{prefix}_{name}_count"] = len(kept)
        for top in (1, 5):
            hits = [rank < top for rank in kept]
            low, high = interval(hits, SEED)
            figures[f"{prefix}_{name}_top{top}"] = share(hits)
            figures[f"{prefix}_{name}_top{top}_low"] = low
            figures[f"{prefix}_{name}_top{top}_high"] = high
    return figures


def evaluate(model: MaskedModel, kind: Kind, most: int) -> tuple[Figures, list[dict[str, object]]]:
    """All figures of one kind of text, and the guesses' ranks one by one (for a table by source)."""
    texts = held_out(kind)
    pairs = [(source.name, sentence) for source, text in texts for sentence in sentences(text)]
    items = hide_one_word(pairs, model.tokenizer, model.mask, SEED, most)
    found = ranks(model, items)
    figures = hidden_words(items, found, "word")
    commonest = unigram_ranks(items, training_sample(kind))
    figures["word_unigram_top1"] = share([r < 1 for r in commonest])
    figures["word_unigram_top5"] = share([r < 5 for r in commonest])
    draw = np.random.default_rng(SEED)
    plain = [text for _, text in texts]
    chosen = draw.permutation(len(plain))[:most]
    figures |= masked_tokens(model, [plain[i] for i in chosen], kind)
    sample = [pairs[i][1] for i in draw.permutation(len(pairs))[: max(1, most // 20)]]
    pseudo = pseudo_perplexity(model, sample)
    figures |= {
        "pseudo_perplexity_token": pseudo.per_token,
        "pseudo_perplexity_word": pseudo.per_word,
        "pseudo_perplexity_tokens": pseudo.tokens,
        "pseudo_perplexity_words": pseudo.words,
    }
    rows: list[dict[str, object]] = [
        {
            "source": i.source,
            "word": i.word,
            "pieces": len(i.question.truth),
            "rank": r,
            "sentence": i.sentence,
        }
        for i, r in zip(items, found, strict=True)
    ]
    return figures, rows


def by_source(rows: Sequence[dict[str, object]]) -> str:
    """A small table: source, number of words, top-1, top-5."""
    lines = []
    for name in dict.fromkeys(row["source"] for row in rows):
        found = [int(str(row["rank"])) for row in rows if row["source"] == name]
        first, five = share([r < 1 for r in found]), share([r < 5 for r in found])
        lines.append(f"  {name!s:24} {len(found):5}  top-1 {first:6.1%}  top-5 {five:6.1%}")
    return "\n".join(sorted(lines))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--most", type=int, default=4000, help="sentences (and paragraphs) of each kind at most"
    )
    parser.add_argument("--kinds", nargs="+", default=["natural", "technical"])
    parser.add_argument("--json", type=Path)
    parser.add_argument(
        "--rows", type=Path, help="write every hidden word and its rank here, one JSON a line"
    )
    chosen = parser.parse_args(arguments)
    model = MaskedModel(chosen.folder)
    everything: dict[str, Figures] = {}
    for kind in chosen.kinds:
        figures, rows = evaluate(model, kind, chosen.most)
        everything[kind] = figures
        print(kind)
        for name, value in figures.items():
            print(f"  {name:28} {value:.4f}")
        print(by_source(rows), flush=True)
        if chosen.rows:
            with chosen.rows.open("a") as file:
                file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if chosen.json:
        chosen.json.write_text(json.dumps(everything, indent=1) + "\n")


if __name__ == "__main__":
    main()
