"""Re-makes the checkpoint inkling-mlm-en: a small cased English masked language model.

    python -m model_zoo.recipes.inkling_mlm_en --preset cpu --hours 1.4 --run runs/mlm-en
    python -m model_zoo.recipes.inkling_mlm_en --preset gpu --run runs/mlm-en-gpu    (20 minutes of an H100)
    python -m model_zoo.recipes.inkling_mlm_en --resume --run runs/mlm-en            (an interrupted run)
    python -m model_zoo.recipes.inkling_mlm_en --resume model_zoo/checkpoints/inkling-mlm-en --hours 1
    python -m model_zoo.recipes.inkling_mlm_en --tiny paragraphs.txt --steps 50      (seconds; for the tests)

The bundled weights came from the first line, on two CPU cores; `publish_mlm_en` makes their folder of a run.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from model_zoo.corpora.english import SOURCES, paragraphs
from model_zoo.recipes import masked_run
from model_zoo.recipes.masked_run import Vocabulary
from model_zoo.recipes.running import Groups, Preset, arguments_of, corpus_of_file, go, pick
from model_zoo.recipes.trainer import Pace, Trainer
from model_zoo.recipes.wordpieces import save_tokenizer, train_wordpiece, word_starts

WORD_PIECES = Vocabulary(train_wordpiece, save_tokenizer, word_starts, ".!?;")
TECHNICAL = 0.4
"""The vocabulary is made from all text by its weights; of technical text the model reads only so much."""


PRESETS = {
    "cpu": Preset(14336, 256, 6, 4, 704, Pace(rows=48, length=128, hours=1.4)),
    # 23 M parameters; not tried on its H100 yet
    "gpu": Preset(
        16384, 384, 12, 6, 768, Pace(rows=512, length=128, hours=0.33, muon_rate=0.02, adam_rate=2e-3)
    ),
    "tiny": Preset(
        400,
        32,
        2,
        2,
        48,
        Pace(rows=8, length=32, hours=0.01, muon_rate=0.02, adam_rate=5e-3, validate_every=25),
        compiled=False,
    ),
}


def corpus(technical: float = 1.0) -> Groups:
    """The training part of every source, the weights of technical ones times `technical`."""
    factor = {"natural": 1.0, "technical": technical}
    return [(s.weight * factor[s.kind], paragraphs(s, held_out=False)) for s in SOURCES]


def make_trainer(
    preset: Preset, run: Path, groups: Callable[[float], Groups], held_out: list[str]
) -> Trainer:
    """Nothing is trained yet; `groups` gives the paragraphs for a share of technical text."""
    return masked_run.make_trainer(
        preset, run, WORD_PIECES, lambda: groups(1.0), lambda: groups(TECHNICAL), held_out
    )


def main(arguments: list[str] | None = None) -> None:
    chosen = arguments_of(__doc__, Path("runs/mlm-en"), arguments)
    preset = pick(PRESETS, chosen)

    def make() -> Trainer:
        if chosen.tiny:
            groups, held_out = corpus_of_file(chosen.tiny)
            return make_trainer(preset, chosen.run, lambda _: groups, held_out or ["Nothing held out."])
        natural = (s for s in SOURCES if s.kind == "natural")
        return make_trainer(
            preset, chosen.run, corpus, [t for s in natural for t in paragraphs(s, held_out=True)]
        )

    go(chosen, make)


if __name__ == "__main__":
    main()
