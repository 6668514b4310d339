"""Makes the checkpoint folders inkling-mlm-six and inkling-mlm-six-apart of finished runs.

python -m model_zoo.recipes.publish_mlm_six six runs/mlm-six/final --figures figures.json
python -m model_zoo.recipes.publish_mlm_six apart runs/mlm-six-apart/final --figures apart.json
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from model_zoo.corpora.english import SOURCES
from model_zoo.corpora.packages import Package
from model_zoo.corpora.parallel import LANGUAGES, sources
from model_zoo.recipes.publishing import Publication, main

EVERY = ("en", *LANGUAGES)
SHOWN = (
    "tokens_top1",
    "tokens_top5",
    "tokens_loss_nats",
    "mrr",
    "mrr_forward",
    "mrr_backward",
    "precision_at_1",
    "best_layer",
)


def packages() -> Iterator[Package]:
    """Of the English prose and of every language's pairs and own text."""
    for source in SOURCES:
        if source.kind == "natural":
            yield from source.packages()
    for language in LANGUAGES:
        yield from sources(language)


SIX = Publication(
    id="inkling-mlm-six",
    title="Inkling masked, six languages",
    family="masked_lm",
    languages=EVERY,
    summary="Guesses hidden words in English, German, French, Spanish, Chinese and Japanese; it learned translations "
    "beside each other.",
    limits=(
        "Its Chinese and Japanese come from games and manuals of programs, and it knows few facts; "
        "it cannot translate or write text."
    ),
    recipe="model_zoo.recipes.inkling_mlm_six",
    shown=SHOWN,
    packages=packages,
)
APART = Publication(
    id="inkling-mlm-six-apart",
    title="Inkling masked, six languages apart",
    family="masked_lm",
    languages=EVERY,
    summary="The same text in six languages, but no sentence was ever seen beside its translation.",
    limits="Made for comparison with inkling-mlm-six: what it says of words is less sure.",
    recipe="model_zoo.recipes.inkling_mlm_six_apart",
    shown=SHOWN,
    packages=packages,
)

if __name__ == "__main__":
    made = {"six": SIX, "apart": APART}[sys.argv[1]]
    main(made, __doc__, sys.argv[2:])
