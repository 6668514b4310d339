"""How large parts of a checkpoint may be before they are taken for damage or malice."""

from __future__ import annotations

MAX_CONFIG = 4_000_000  # bytes of config.json
MAX_JSON = 20_000_000  # bytes of an index
MAX_TOKENIZER = 100_000_000  # bytes of any one file of a tokenizer
MAX_HEADER = 20_000_000  # bytes of a safetensors header: room for 100,000 tensors
MAX_COUNT = 256  # layers, groups, blocks: each is a module to build
MAX_SIZES = {
    "vocab_size": 4_000_000,
    "hidden_size": 65_536,
    "dim": 65_536,
    "embedding_size": 65_536,
    "intermediate_size": 1_048_576,
    "hidden_dim": 1_048_576,
    "num_hidden_layers": MAX_COUNT,
    "n_layers": MAX_COUNT,
    "num_attention_heads": 4096,
    "n_heads": 4096,
    "max_position_embeddings": 4_194_304,
    "type_vocab_size": 65_536,
}
