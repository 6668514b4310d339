"""What every training recipe's command line does: options, a run folder, going on, a final export."""

from __future__ import annotations

import argparse
import ctypes
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from transformers import PreTrainedModel

from model_zoo.corpora.english import is_held_out
from model_zoo.recipes.trainer import Pace, Trainer
from model_zoo.recipes.training_state import Parameters, export_half

Groups = list[tuple[float, Iterable[str]]]
"""(passes per epoch, paragraphs)"""


def corpus_of_file(path: Path) -> tuple[Groups, list[str]]:
    """Training and held-out paragraphs of a plain text file, one a line."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(1.0, [line for line in lines if not is_held_out(line)])], [
        line for line in lines if is_held_out(line)
    ]


@dataclass(frozen=True)
class Preset:
    """A size of model and how it is trained."""

    vocabulary: int
    width: int
    layers: int
    heads: int
    inner: int
    """Width inside the gated MLP."""
    pace: Pace
    compiled: bool = True


def pick(presets: Mapping[str, Preset], chosen: argparse.Namespace) -> Preset:
    """The preset that the options name, at the pace that they ask for."""
    preset = presets["tiny" if chosen.tiny else chosen.preset]
    pace = replace(preset.pace, hours=chosen.hours or preset.pace.hours, steps=chosen.steps)
    return replace(preset, pace=pace)


def export_model(model: PreTrainedModel, parameters: Parameters, folder: Path) -> None:
    """Write config.json and the parameters as fp16; a reader never meets half a file."""
    model.config.architectures = [type(model).__name__]
    model.config.dtype = "float32"  # to compute in, whatever the file holds
    model.config.save_pretrained(folder)
    export_half(parameters, folder / "model.safetensors")


def arguments_of(doc: str | None, run: Path, arguments: list[str] | None) -> argparse.Namespace:
    """The options that all share; `run` is the folder that the run is kept in if none is named."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", choices=["cpu", "gpu"], default="cpu")
    parser.add_argument(
        "--tiny", type=Path, metavar="FILE", help="a toy model on the paragraphs of this file"
    )
    parser.add_argument("--hours", type=float, help="wall-clock budget; the schedule ends with it")
    parser.add_argument("--steps", type=int, help="a fixed number of steps instead")
    parser.add_argument("--run", type=Path, default=run)
    parser.add_argument(
        "--resume", nargs="?", const=True, type=Path, help="from the run, or from a checkpoint folder"
    )
    parser.add_argument("--threads", type=int, default=0)
    return parser.parse_args(arguments)


def go(chosen: argparse.Namespace, make: Callable[[], Trainer]) -> None:
    """Train until the schedule is over or somebody stops it; then RUN/final is what to publish."""
    keep_memory()
    if chosen.threads:
        torch.set_num_threads(chosen.threads)
    run: Path = chosen.run
    begun = run / "state" if chosen.resume is True else chosen.resume
    if begun and not (run / "tokenizer").exists():  # going on elsewhere: the vocabulary must stay the same
        (run / "tokenizer").mkdir(parents=True)
        for name in ("tokenizer.json", "tokenizer_config.json"):
            shutil.copy(begun / name, run / "tokenizer" / name)
    run.mkdir(parents=True, exist_ok=True)
    trainer = make()
    if begun:
        trainer.resume(begun)
    trainer.run()
    if trainer.progress >= 1.0:
        trainer.task.export(run / "final")
        trainer.save(run / "final", compact=True)


def keep_memory() -> None:
    """Ask glibc to reuse freed blocks: fresh pages for every batch took a quarter of the time (measured)."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if libc is not None and hasattr(libc, "mallopt"):
        libc.mallopt(-4, 0)  # M_MMAP_MAX
        libc.mallopt(-1, 2**31 - 1)  # M_TRIM_THRESHOLD
