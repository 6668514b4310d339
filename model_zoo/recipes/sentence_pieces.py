"""Unigram tokenizer (Kudo 2018) for several languages at once, with and without spaces between words.

NFKC, spaces as "▁" (SentencePiece), BERT's marks at BERT's places. What has no piece of its own is spelt in bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

from model_zoo.recipes.wordpieces import CLS, SEP, SPECIALS
from model_zoo.surfaces import unspaced

BYTES = [f"<0x{byte:02X}>" for byte in range(256)]


def train_unigram(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    """`vocabulary` pieces; `encode(text)` gives [CLS] text [SEP], a pair [CLS] a [SEP] b [SEP]."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            # "first": what follows a [MASK] without a space, as in Japanese, must not look as if a word began there.
            pre_tokenizers.Metaspace(prepend_scheme="first"),
            # A mark is a piece of its own, and so is each digit: what they mean is not their neighbours' business.
            pre_tokenizers.Split(Regex(r"(?!▁)[\p{P}\p{S}]|\p{N}"), "isolated"),
        ]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=vocabulary - len(BYTES),
        # The space before a [MASK] belongs to the word that it hides.
        special_tokens=[AddedToken(mark, lstrip=mark == "[MASK]", special=True) for mark in SPECIALS],
        unk_token="[UNK]",
        max_piece_length=16,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer = _with_bytes(tokenizer)
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", SEP), ("[CLS]", CLS))
    tokenizer.decoder = decoders.Sequence(
        [decoders.ByteFallback(), decoders.Metaspace(prepend_scheme="first"), decoders.Fuse()]
    )
    return tokenizer


def _with_bytes(tokenizer: Tokenizer) -> Tokenizer:
    # The trainer knows no bytes: they are put behind the pieces, as unlikely as the rarest of them.
    whole = json.loads(tokenizer.to_str())
    pieces = whole["model"]["vocab"]
    rarest = min(score for _, score in pieces)
    whole["model"]["vocab"] = pieces + [[byte, rarest] for byte in BYTES]
    whole["model"]["byte_fallback"] = True
    return Tokenizer.from_str(json.dumps(whole))


def save_unigram(tokenizer: Tokenizer, folder: Path, longest: int) -> None:
    """Write tokenizer.json, and tokenizer_config.json, by which `AutoTokenizer` finds everything offline."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": longest,
        "model_input_names": ["input_ids", "attention_mask"],
        "clean_up_tokenization_spaces": False,
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "mask_token": "[MASK]",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")


def piece_starts(tokenizer: Tokenizer) -> list[bool]:
    """For each id: does this piece begin a word? In scripts without spaces, and among marks, each piece is one."""
    names = [tokenizer.id_to_token(i) or "" for i in range(tokenizer.get_vocab_size())]
    return [name.startswith("▁") or not name.isalpha() or unspaced(name) for name in names]
