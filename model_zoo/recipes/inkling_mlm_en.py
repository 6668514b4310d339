"""Re-makes the checkpoint inkling-mlm-en: a small cased English masked language model.

    python -m model_zoo.recipes.inkling_mlm_en --preset cpu --hours 1.4 --run runs/mlm-en
    python -m model_zoo.recipes.inkling_mlm_en --preset gpu --run runs/mlm-en-gpu    (20 minutes of an H100)
    python -m model_zoo.recipes.inkling_mlm_en --resume --run runs/mlm-en            (an interrupted run)
    python -m model_zoo.recipes.inkling_mlm_en --resume model_zoo/checkpoints/inkling-mlm-en --hours 1
    python -m model_zoo.recipes.inkling_mlm_en --tiny paragraphs.txt --steps 50      (seconds; for the tests)

The bundled weights came from the first line, on two CPU cores; `publish_mlm_en` makes their folder of a run.
"""

from __future__ import annotations

import argparse
import ctypes
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import ModernBertForMaskedLM

from model_zoo.corpora.english import SOURCES, is_held_out, paragraphs
from model_zoo.recipes.lean_modernbert import make_config
from model_zoo.recipes.masking import WordMasker
from model_zoo.recipes.packing import Cursor, Packer
from model_zoo.recipes.schedule import Schedule
from model_zoo.recipes.token_store import TokenStore, weighted
from model_zoo.recipes.trainer import Pace, Trainer, named_parameters
from model_zoo.recipes.wordpieces import save_tokenizer, train_wordpiece, word_starts

LONGEST = 512
VALIDATION_BATCHES = 4
TECHNICAL = 0.4
"""The vocabulary is made from all text by its weights; of technical text the model reads only so much."""

Groups = list[tuple[float, Iterable[str]]]
"""(passes per epoch, paragraphs)"""


@dataclass(frozen=True)
class Preset:
    vocabulary: int
    width: int
    layers: int
    heads: int
    inner: int
    """Width inside the gated MLP."""
    pace: Pace
    compiled: bool = True


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


def corpus_of_file(path: Path) -> tuple[Groups, list[str]]:
    """Training and held-out paragraphs of a plain text file, one a line."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(1.0, [line for line in lines if not is_held_out(line)])], [
        line for line in lines if is_held_out(line)
    ]


def export(model: ModernBertForMaskedLM, tokenizer: Tokenizer, folder: Path) -> None:
    """Write a folder that `AutoModelForMaskedLM.from_pretrained` reads: fp16 weights, config, tokenizer."""
    save_tokenizer(tokenizer, folder, LONGEST)
    model.config.architectures = ["ModernBertForMaskedLM"]
    model.config.dtype = "float32"  # to compute in, whatever the file holds
    model.config.save_pretrained(folder)
    weights = {name: p.detach().half().contiguous().cpu() for name, p in named_parameters(model).items()}
    save_file(weights, folder / "model.safetensors.new", metadata={"format": "pt"})
    (folder / "model.safetensors.new").replace(folder / "model.safetensors")


def keep_memory() -> None:
    """Ask glibc to reuse freed blocks: fresh pages for every batch took a quarter of the time (measured)."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if libc is not None and hasattr(libc, "mallopt"):
        libc.mallopt(-4, 0)  # M_MMAP_MAX
        libc.mallopt(-1, 2**31 - 1)  # M_TRIM_THRESHOLD


def make_trainer(
    preset: Preset, run: Path, groups: Callable[[float], Groups], held_out: list[str]
) -> Trainer:
    """Tokenizer and token store (made once, kept in the run folder), model, reader; nothing is trained."""
    tokens = run / "tokens.npz"
    if not (run / "tokenizer" / "tokenizer.json").exists():
        save_tokenizer(train_wordpiece(weighted(groups(1.0)), preset.vocabulary), run / "tokenizer", LONGEST)
        tokens.unlink(missing_ok=True)
    tokenizer = Tokenizer.from_file(str(run / "tokenizer" / "tokenizer.json"))
    if not tokens.exists():
        TokenStore.build(tokenizer, groups(TECHNICAL)).save(tokens)
    store = TokenStore.load(tokens)
    begins = np.asarray(word_starts(tokenizer))
    ends = frozenset(i for mark in ".!?;" if (i := tokenizer.token_to_id(mark)) is not None)
    pace = preset.pace

    def reader(cursor: Cursor) -> Packer:
        return Packer(store, begins, ends, pace.seed, cursor)

    held = Packer(TokenStore.build(tokenizer, [(1.0, held_out)]), begins, ends, 7, Cursor())
    validation = [held.batch(min(pace.rows, 48), pace.length) for _ in range(VALIDATION_BATCHES)]
    torch.manual_seed(pace.seed)
    config = make_config(
        vocabulary=tokenizer.get_vocab_size(),
        width=preset.width,
        layers=preset.layers,
        heads=preset.heads,
        inner=preset.inner,
        longest=LONGEST,
    )
    model = ModernBertForMaskedLM(config).to("cuda" if torch.cuda.is_available() else "cpu")
    masker, schedule = WordMasker(tokenizer), Schedule()
    trainer = Trainer(
        model,
        masker,
        reader,
        validation,
        pace,
        schedule,
        run,
        lambda folder: export(model, tokenizer, folder),
    )
    compiler = trainer.device.type == "cuda" or shutil.which("g++")
    if preset.compiled and compiler:
        trainer.compile()
    return trainer


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--preset", choices=["cpu", "gpu"], default="cpu")
    parser.add_argument(
        "--tiny", type=Path, metavar="FILE", help="a toy model on the paragraphs of this file"
    )
    parser.add_argument("--hours", type=float, help="wall-clock budget; the schedule ends with it")
    parser.add_argument("--steps", type=int, help="a fixed number of steps instead")
    parser.add_argument("--run", type=Path, default=Path("runs/mlm-en"))
    parser.add_argument(
        "--resume", nargs="?", const=True, type=Path, help="from the run, or from a checkpoint folder"
    )
    parser.add_argument("--threads", type=int, default=0)
    chosen = parser.parse_args(arguments)
    keep_memory()
    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    preset = PRESETS["tiny" if chosen.tiny else chosen.preset]
    pace = replace(preset.pace, hours=chosen.hours or preset.pace.hours, steps=chosen.steps)
    preset, run = replace(preset, pace=pace), chosen.run
    begun = run / "state" if chosen.resume is True else chosen.resume
    if begun and not (run / "tokenizer").exists():  # going on elsewhere: the vocabulary must stay the same
        (run / "tokenizer").mkdir(parents=True)
        for name in ("tokenizer.json", "tokenizer_config.json"):
            shutil.copy(begun / name, run / "tokenizer" / name)
    run.mkdir(parents=True, exist_ok=True)
    if chosen.tiny:
        groups, held_out = corpus_of_file(chosen.tiny)
        trainer = make_trainer(preset, run, lambda _: groups, held_out or ["Nothing held out."])
    else:
        natural = (s for s in SOURCES if s.kind == "natural")
        trainer = make_trainer(
            preset, run, corpus, [t for s in natural for t in paragraphs(s, held_out=True)]
        )
    if begun:
        trainer.resume(begun)
    trainer.run()
    if trainer.progress >= 1.0:
        trainer.on_export(run / "final")
        trainer.save(run / "final", compact=True)


if __name__ == "__main__":
    main()
