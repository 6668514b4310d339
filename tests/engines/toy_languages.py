"""Two toy languages, word by word the same, and a model that learns both in seconds."""

from __future__ import annotations

import random
from pathlib import Path

WORDS = (
    ("bado", "zent"), ("kiru", "plof"), ("mela", "grisk"), ("toba", "wump"), ("sari", "drelk"), ("nolu", "fahn"),
    ("pema", "quisp"), ("lodi", "yurt"), ("gaso", "brenx"), ("fila", "stog"), ("ruma", "chelk"), ("dova", "prin"),
)  # fmt: skip
MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".")


def sentences(count: int, seed: int = 0) -> list[tuple[str, str]]:
    """Pairs of sentences: an animal, a deed and a place, each from four words, with some place twice."""
    draw = random.Random(seed)
    found = []
    for _ in range(count):
        words = [WORDS[4 * part + draw.randrange(4)] for part in range(3)]
        found.append((" ".join(one for one, _ in words) + " .", " ".join(two for _, two in words) + " ."))
    return found


def pairs_file(folder: Path, count: int = 80) -> Path:
    """Write pairs as the demo reads them."""
    path = folder / "toy.tsv"
    path.write_text("\n".join("\t".join(pair) for pair in sentences(count, 1)), encoding="utf-8")
    return path


def checkpoint(folder: Path, steps: int = 120) -> Path:
    """Train a small BERT on both languages, alone and side by side; give its folder.

    Its embedding of a word is a meaning plus a language, the geometry that larger models come to by themselves
    (Libovický et al. 2020), and stays so; the layers are learnt. What the vector is, an engine has to find out.
    """
    import torch
    from tokenizers import Tokenizer, decoders, pre_tokenizers, processors
    from tokenizers.models import WordPiece
    from transformers import BertConfig, BertForMaskedLM, PreTrainedTokenizerFast

    vocabulary = [*MARKS, *(one for one, _ in WORDS), *(two for _, two in WORDS)]
    made = Tokenizer(WordPiece({word: place for place, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    made.decoder = decoders.WordPiece()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=made, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]",
        mask_token="[MASK]", model_max_length=64,
    )  # fmt: skip
    tokenizer.save_pretrained(folder)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=48, num_hidden_layers=3, num_attention_heads=2,
        intermediate_size=96, max_position_embeddings=64, hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    model = BertForMaskedLM(config)
    table = model.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    meaning, language = torch.randn(len(WORDS), 48) * 0.5, torch.randn(48) * 0.7
    table[len(MARKS) :] = torch.cat([meaning - language, meaning + language])
    rows = [
        text for one, two in sentences(200) for text in (one, two, f"{one} [SEP] {two}", f"{two} [SEP] {one}")
    ]
    ids = torch.tensor(tokenizer(rows, padding=True)["input_ids"])
    learner = torch.optim.AdamW([one for one in model.parameters() if one.requires_grad], 3e-3)
    for _ in range(steps):
        batch = ids[torch.randint(len(ids), (32,))]
        chosen = (torch.rand(batch.shape) < 0.3) & (batch > 4)
        hidden = chosen & (torch.rand(batch.shape) < 0.7)
        out = model(
            input_ids=batch.masked_fill(hidden, 4),
            attention_mask=(batch != 0).long(),
            labels=batch.masked_fill(~chosen, -100),
        )
        out.loss.backward()
        learner.step()
        learner.zero_grad()
    model.eval().save_pretrained(folder)
    torch.set_num_threads(threads)
    return folder
