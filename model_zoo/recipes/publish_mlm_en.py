"""Makes the checkpoint folder inkling-mlm-en of a finished run.

python -m model_zoo.recipes.publish_mlm_en runs/mlm-en/final --figures figures.json
"""

from __future__ import annotations

from model_zoo.corpora.english import SOURCES
from model_zoo.recipes.publishing import Publication, main

MADE = Publication(
    id="inkling-mlm-en",
    title="Inkling masked English, small",
    family="masked_lm",
    languages=("en",),
    summary="Guesses hidden words in English sentences; trained from scratch in 83 minutes on two CPU cores.",
    limits=(
        "It knows grammar, common phrases and dictionary English, but few facts and nothing recent; "
        "it cannot write text, answer questions or understand long passages."
    ),
    recipe="model_zoo.recipes.inkling_mlm_en",
    shown=(
        *(
            f"word_{which}_top{k}{end}"
            for which in ("single", "all")
            for k in (1, 5)
            for end in ("", "_low", "_high")
        ),
        *("word_single_count", "word_all_count", "word_unigram_top1", "word_unigram_top5"),
        *(
            "tokens_top1",
            "tokens_top5",
            "tokens_loss_nats",
            "pseudo_perplexity_token",
            "pseudo_perplexity_word",
        ),
    ),
    packages=lambda: (package for source in SOURCES for package in source.packages()),
)

if __name__ == "__main__":
    main(MADE, __doc__)
