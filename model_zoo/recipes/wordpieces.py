"""Cased WordPiece tokenizer (Schuster and Nakajima 2012) with BERT's pre-tokenizer and template.

Nothing is thrown away: no lower-casing, no accent stripping, NFC only, an alphabet of a thousand characters.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
"""Their places in this list are their ids."""
PAD, UNK, CLS, SEP, MASK = range(5)


def train_wordpiece(texts: Iterable[str], vocabulary: int, alphabet: int = 1000) -> Tokenizer:
    """At most `vocabulary` pieces; `encode(text)` gives [CLS] text [SEP], a pair [CLS] a [SEP] b [SEP]."""
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(
        vocab_size=vocabulary,
        min_frequency=2,
        limit_alphabet=alphabet,
        special_tokens=SPECIALS,
        continuing_subword_prefix="##",
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", SEP), ("[CLS]", CLS))
    tokenizer.decoder = decoders.WordPiece(prefix="##", cleanup=True)
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, folder: Path, longest: int) -> None:
    """Write tokenizer.json, and tokenizer_config.json, by which `AutoTokenizer` finds everything offline."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": longest,
        "model_input_names": ["input_ids", "attention_mask"],
        "clean_up_tokenization_spaces": True,
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "mask_token": "[MASK]",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")


def word_starts(tokenizer: Tokenizer) -> list[bool]:
    """For each id: does this piece begin a word? False for `##` pieces, which belong to their left."""
    size = tokenizer.get_vocab_size()
    return [not (tokenizer.id_to_token(i) or "").startswith("##") for i in range(size)]
