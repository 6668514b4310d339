"""Re-makes the checkpoint inkling-gpt-en: a small English causal language model in Llama's format.

    python -m model_zoo.recipes.inkling_gpt_en --preset cpu --hours 2.1 --run runs/gpt-en
    python -m model_zoo.recipes.inkling_gpt_en --preset gpu --run runs/gpt-en-gpu
    python -m model_zoo.recipes.inkling_gpt_en --resume --run runs/gpt-en            (an interrupted run)
    python -m model_zoo.recipes.inkling_gpt_en --resume model_zoo/checkpoints/inkling-gpt-en --hours 1
    python -m model_zoo.recipes.inkling_gpt_en --tiny paragraphs.txt --steps 50      (seconds; for the tests)

The bundled weights came from the first line, on two CPU cores; `publish_gpt_en` makes their folder of a run.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from model_zoo.corpora.documents import corpus, documents
from model_zoo.corpora.english import SOURCES
from model_zoo.recipes.byte_pairs import END, save_byte_pairs, train_byte_pairs
from model_zoo.recipes.causal_task import CausalTask, named_parameters
from model_zoo.recipes.lean_llama import make_config, shrink_outputs
from model_zoo.recipes.running import Groups, Preset, arguments_of, corpus_of_file, export_model, go, pick
from model_zoo.recipes.schedule import Schedule
from model_zoo.recipes.text_stream import Place, TextStream
from model_zoo.recipes.token_store import TokenStore, weighted
from model_zoo.recipes.trainer import Pace, Trainer

LONGEST = 1024
VALIDATION_BATCHES = 4


SCHEDULE = Schedule(decay=0.7, longer_from=(0.75, 0.9))


PRESETS = {
    "cpu": Preset(8192, 256, 6, 4, 704, Pace(rows=24, length=256, hours=2.1)),
    # 25 M parameters; not tried on a GPU yet
    "gpu": Preset(12288, 448, 8, 7, 1216, Pace(rows=256, length=256, hours=0.3, muon_rate=0.02)),
    "tiny": Preset(
        400,
        32,
        2,
        2,
        64,
        Pace(rows=8, length=32, hours=0.01, muon_rate=0.02, adam_rate=5e-3, validate_every=25),
        compiled=False,
    ),
}


def export(model: LlamaForCausalLM, tokenizer: Tokenizer, folder: Path) -> None:
    """Write a folder that `AutoModelForCausalLM.from_pretrained` reads: fp16 weights, config, tokenizer."""
    save_byte_pairs(tokenizer, folder, LONGEST)
    export_model(model, named_parameters(model), folder)


def make_trainer(preset: Preset, run: Path, groups: Callable[[], Groups], held_out: list[str]) -> Trainer:
    """Tokenizer and token store (made once, kept in the run folder), model, reader; nothing is trained."""
    tokens = run / "tokens.npz"
    if not (run / "tokenizer" / "tokenizer.json").exists():
        save_byte_pairs(train_byte_pairs(weighted(groups()), preset.vocabulary), run / "tokenizer", LONGEST)
        tokens.unlink(missing_ok=True)
    tokenizer = Tokenizer.from_file(str(run / "tokenizer" / "tokenizer.json"))
    if not tokens.exists():
        TokenStore.build(tokenizer, groups()).save(tokens)
    store, end = TokenStore.load(tokens), tokenizer.get_vocab()[END]
    pace = preset.pace
    held = TextStream(TokenStore.build(tokenizer, [(1.0, held_out)]), end, 7, Place())
    validation = [held.batch(min(pace.rows, 24), pace.length) for _ in range(VALIDATION_BATCHES)]
    torch.manual_seed(pace.seed)
    config = make_config(
        vocabulary=tokenizer.get_vocab_size(),
        width=preset.width,
        layers=preset.layers,
        heads=preset.heads,
        inner=preset.inner,
        longest=LONGEST,
    )
    model = LlamaForCausalLM(config).to("cuda" if torch.cuda.is_available() else "cpu")
    shrink_outputs(model)
    task = CausalTask(
        model,
        lambda place: TextStream(store, end, pace.seed, place),
        validation,
        pace,
        SCHEDULE,
        lambda folder: export(model, tokenizer, folder),
    )
    if preset.compiled and (task.device.type == "cuda" or shutil.which("g++")):
        task.compile()
    return Trainer(task, pace, SCHEDULE, run)


def main(arguments: list[str] | None = None) -> None:
    chosen = arguments_of(__doc__, Path("runs/gpt-en"), arguments)
    preset = pick(PRESETS, chosen)

    def make() -> Trainer:
        if chosen.tiny:
            groups, held_out = corpus_of_file(chosen.tiny)
            return make_trainer(preset, chosen.run, lambda: groups, held_out or ["Nothing held out."])
        natural = (s for s in SOURCES if s.kind == "natural")
        return make_trainer(
            preset, chosen.run, corpus, [t for s in natural for t in documents(s, held_out=True)]
        )

    go(chosen, make)


if __name__ == "__main__":
    main()
