"""Load a folder's tokenizer and make sure that it can serve."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers import AutoTokenizer

from model_zoo.errors import ModelError
from model_zoo.loaders.limits import MAX_TOKENIZER

_FILES = (
    "tokenizer.json",
    "vocab.txt",
    "vocab.json",
    "spiece.model",
    "sentencepiece.bpe.model",
    "tokenizer.model",
)
#: Every file that may be opened on the way is looked at first: it must be an ordinary one of a sane size.
_OPENED = ("*.json", "*.txt", "*.model", "*.jinja")


def load_tokenizer(folder: Path, config: Any = None) -> Any:
    """A fast tokenizer, from files only. Raises ModelError.

    `config` is the model's, already checked, so that nobody reads the folder's a second time.
    """
    there = [folder / name for name in _FILES if (folder / name).is_file()]
    if not there:
        raise ModelError(
            f"{folder.name} has no tokenizer: put the tokenizer.json or vocab.txt of the same model there."
        )
    for path in (path for pattern in _OPENED for path in folder.glob(pattern)):
        if path.exists() and not path.is_file() and not path.is_dir():
            raise ModelError(f"{path.name} in {folder.name} is no ordinary file: take it away.")
        if path.is_file() and path.stat().st_size > MAX_TOKENIZER:
            raise ModelError(
                f"{path.name} in {folder.name} is too large to be a tokenizer's: put the model's own there."
            )
    try:
        tokenizer = AutoTokenizer.from_pretrained(
            str(folder), config=config, local_files_only=True, trust_remote_code=False, use_fast=True
        )
    except BaseException as error:
        # The tokenizers library answers some damage with a panic, which is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200].rstrip(".")
        raise ModelError(
            f"The tokenizer of {folder.name} cannot be read ({reason}): put the model's own there."
        ) from error
    if not tokenizer.is_fast:
        raise ModelError(
            f"The tokenizer of {folder.name} has no tokenizer.json, without which no piece can be found in a text: "
            "save it once with a recent transformers."
        )
    if not isinstance(tokenizer.model_max_length, int | float):
        raise ModelError(
            f"The tokenizer of {folder.name} is damaged: model_max_length is no number. Put the model's own there."
        )
    return tokenizer


def check_mask_token(tokenizer: Any, folder: Path) -> None:
    """Raises ModelError if the tokenizer has no mask token."""
    if tokenizer.mask_token_id is None or not str(tokenizer.mask_token).strip():
        raise ModelError(
            f"The tokenizer of {folder.name} has no mask token, so the model was not trained to fill in blanks: "
            "use a masked language model."
        )
