"""Makes the checkpoint folder inkling-gpt-en of a finished run.

python -m model_zoo.recipes.publish_gpt_en runs/gpt-en/final --figures figures.json
"""

from __future__ import annotations

from model_zoo.corpora.english import SOURCES
from model_zoo.recipes.publishing import Publication, main

MADE = Publication(
    id="inkling-gpt-en",
    title="Inkling GPT English, small",
    family="causal_lm",
    languages=("en",),
    summary="Continues English text; trained from scratch in two hours on two CPU cores.",
    limits=(
        "It writes grammatical English for a sentence or two, in the manner of encyclopedias, novels, game dialogue, "
        "recipes and manuals; it knows few facts, follows no instructions and must not be believed."
    ),
    recipe="model_zoo.recipes.inkling_gpt_en",
    shown=(
        "bits_per_byte",
        "ngram5_bits_per_byte",
        "ngram5_of_bytes_bits_per_byte",
        "perplexity_token",
        "bytes_per_token",
        "held_out_bytes",
    ),
    packages=lambda: (package for source in SOURCES for package in source.packages()),
)

if __name__ == "__main__":
    main(MADE, __doc__)
