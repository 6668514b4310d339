"""What the recipes of masked models share: a run folder with vocabulary and tokens, the model, the reader."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import ModernBertForMaskedLM

from model_zoo.recipes.lean_modernbert import make_config
from model_zoo.recipes.masked_task import MaskedTask, named_parameters
from model_zoo.recipes.masking import WordMasker
from model_zoo.recipes.packing import Cursor, Packer
from model_zoo.recipes.running import Groups, Preset, export_model
from model_zoo.recipes.schedule import MaskSchedule
from model_zoo.recipes.token_store import TokenStore, weighted
from model_zoo.recipes.trainer import Trainer

LONGEST = 512
VALIDATION_BATCHES = 4


@dataclass(frozen=True)
class Vocabulary:
    """How a tokenizer is made of texts, written to a folder, and asked which ids begin a word."""

    train: Callable[[Iterable[str], int], Tokenizer]
    save: Callable[[Tokenizer, Path, int], None]
    begins: Callable[[Tokenizer], list[bool]]
    ends: str
    """Marks that end a sentence."""


def make_trainer(
    preset: Preset,
    run: Path,
    vocabulary: Vocabulary,
    spelt: Callable[[], Groups],
    read: Callable[[], Groups],
    held_out: list[str],
    start: Callable[[TokenStore, int], NDArray[np.float32]] | None = None,
) -> Trainer:
    """Tokenizer (from `spelt`) and token store (from `read`), made once and kept in the run folder; nothing is
    trained. `held_out` are the texts of the validation batches. `start` gives token vectors of length 1
    [vocabulary, width] to begin with; where they are zero the model's own stay."""
    tokens = run / "tokens.npz"
    if not (run / "tokenizer" / "tokenizer.json").exists():
        vocabulary.save(vocabulary.train(weighted(spelt()), preset.vocabulary), run / "tokenizer", LONGEST)
        tokens.unlink(missing_ok=True)
    tokenizer = Tokenizer.from_file(str(run / "tokenizer" / "tokenizer.json"))
    if not tokens.exists():
        TokenStore.build(tokenizer, read()).save(tokens)
    store = TokenStore.load(tokens)
    begins = np.asarray(vocabulary.begins(tokenizer))
    ends = frozenset(i for mark in vocabulary.ends if (i := tokenizer.token_to_id(mark)) is not None)
    pace = preset.pace

    def reader(cursor: Cursor) -> Packer:
        return Packer(store, begins, ends, pace.seed, cursor)

    def export(folder: Path) -> None:
        """A folder that `AutoModelForMaskedLM.from_pretrained` reads: fp16 weights, config, tokenizer."""
        vocabulary.save(tokenizer, folder, LONGEST)
        export_model(model, named_parameters(model), folder)

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
    if start is not None:
        _begin_from(model, _kept(run / "start.npy", lambda: start(store, tokenizer.get_vocab_size())))
    schedule = MaskSchedule()
    task = MaskedTask(model, WordMasker(tokenizer, begins), reader, validation, pace, schedule, export)
    if preset.compiled and (task.device.type == "cuda" or shutil.which("g++")):
        task.compile()
    return Trainer(task, pace, schedule, run)


def _kept(path: Path, make: Callable[[], NDArray[np.float32]]) -> NDArray[np.float32]:
    """What is made once and kept in the run folder."""
    if not path.exists():
        np.save(path, make())
    found: NDArray[np.float32] = np.load(path)
    return found


@torch.no_grad()
def _begin_from(model: ModernBertForMaskedLM, vectors: NDArray[np.float32]) -> None:
    table = model.get_input_embeddings().weight
    given = torch.from_numpy(vectors).to(table)
    known = given.norm(dim=1) > 0
    table[known] = given[known]
    # Beside vectors of length 1 the others must not be shorter: both are compared with the same output.
    table[~known] /= table[~known].norm(dim=1, keepdim=True).clamp_min(1e-9)
