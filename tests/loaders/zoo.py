"""Small real checkpoints of every architecture the loader promises, made on the spot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

TEXTS = (
    "The river flows through the middle of the old city.",
    "She opened the window and looked at the garden.",
    "Add the onions and cook them over low heat.",
    "He was born in the north and died in the south.",
    "Click the button to open the file in a new window.",
)
WIDTH, LAYERS, HEADS = 32, 2, 2
ARCHITECTURES = (
    "bert", "roberta", "xlm-roberta", "distilbert", "albert", "electra", "modernbert", "mpnet",
)  # fmt: skip


def tokenizer(kind: str, folder: Path) -> int:
    """Train and save a tokenizer as `kind` uses it; give the size of its vocabulary."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    roberta = kind in ("roberta", "xlm-roberta", "mpnet")
    names = (
        ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
        if roberta
        else ("[CLS]", "[PAD]", "[SEP]", "[UNK]", "[MASK]")
    )
    start, pad, end, unknown, mask = names
    made: Tokenizer
    trainer: Any
    if kind == "roberta":
        made = Tokenizer(models.BPE())
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        made.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=500, special_tokens=list(names), initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
        )
    elif kind in ("xlm-roberta", "albert"):
        made = Tokenizer(models.Unigram())
        made.pre_tokenizer = pre_tokenizers.Metaspace()
        made.decoder = decoders.Metaspace()
        trainer = trainers.UnigramTrainer(vocab_size=120, special_tokens=list(names), unk_token=unknown)
    else:
        made = Tokenizer(models.WordPiece(unk_token=unknown))
        made.normalizer = normalizers.BertNormalizer(lowercase=False)
        made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        made.decoder = decoders.WordPiece()
        trainer = trainers.WordPieceTrainer(vocab_size=200, special_tokens=list(names))
    made.train_from_iterator(TEXTS, trainer)
    made.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}",
        special_tokens=[(start, made.token_to_id(start)), (end, made.token_to_id(end))],
    )
    PreTrainedTokenizerFast(
        tokenizer_object=made,
        cls_token=start, pad_token=pad, sep_token=end, unk_token=unknown, mask_token=mask,
        model_max_length=64,
    ).save_pretrained(folder)  # fmt: skip
    return made.get_vocab_size()


def checkpoint(kind: str, folder: Path) -> Path:
    """Write a checkpoint of architecture `kind` with random weights to `folder`; give the folder."""
    import torch
    from transformers import AutoConfig, AutoModelForMaskedLM

    folder.mkdir(parents=True)
    size = tokenizer(kind, folder)
    common = {"vocab_size": size, "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2}
    if kind == "distilbert":
        shape = {"dim": WIDTH, "n_layers": LAYERS, "n_heads": HEADS, "hidden_dim": 64}
    else:
        shape = {
            "hidden_size": WIDTH,
            "num_hidden_layers": LAYERS,
            "num_attention_heads": HEADS,
            "intermediate_size": 64,
        }
    if kind in ("albert", "electra"):
        shape["embedding_size"] = 16
    if kind == "modernbert":
        common |= {"cls_token_id": 0, "sep_token_id": 2}
    positions = 68 if "roberta" in kind or kind == "mpnet" else 64
    torch.manual_seed(1)
    config = AutoConfig.for_model(kind, **common, **shape, max_position_embeddings=positions)
    model = AutoModelForMaskedLM.from_config(config)
    with torch.no_grad():  # random weights of the usual size say the same of every word; these do not
        for tensor in model.parameters():
            if tensor.dim() > 1:
                tensor.mul_(8)
    model.save_pretrained(folder)
    return folder
