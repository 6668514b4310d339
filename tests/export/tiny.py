"""A BERT of a few thousand weights, made on the spot: real files of a real architecture."""

from __future__ import annotations

from pathlib import Path

WORDS = "the cat dog sat on mat it ' s \" $ \\ ` 北 京 café cafe 1 true null . ##s"


def bert(folder: Path) -> Path:
    """Write a two-layer BERT with random weights and its tokenizer to `folder`; give the folder."""
    import torch
    from transformers import BertConfig, BertForMaskedLM, BertTokenizerFast

    folder.mkdir(parents=True)
    special = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join((*special, *WORDS.split())), "utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(special) + len(WORDS.split()),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertForMaskedLM(config).save_pretrained(folder)
    BertTokenizerFast(str(vocabulary)).save_pretrained(folder)
    return folder
