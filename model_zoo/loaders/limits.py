"""How large parts of a checkpoint may be before they are taken for damage or malice."""

from __future__ import annotations

MAX_JSON = 50_000_000  # bytes of config.json or an index
MAX_TOKENIZER = 400_000_000  # bytes of tokenizer.json
MAX_HEADER = 100_000_000  # bytes of a safetensors header (the format's own limit)
MAX_SIZES = {
    "vocab_size": 4_000_000,
    "hidden_size": 65_536,
    "dim": 65_536,
    "embedding_size": 65_536,
    "intermediate_size": 1_048_576,
    "hidden_dim": 1_048_576,
    "num_hidden_layers": 512,
    "n_layers": 512,
    "num_attention_heads": 4096,
    "n_heads": 4096,
    "max_position_embeddings": 4_194_304,
    "type_vocab_size": 65_536,
}
