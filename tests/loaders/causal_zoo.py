"""Small real checkpoints of causal architectures, made on the spot: random weights, true formats."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.loaders.zoo import TEXTS

WIDTH, LAYERS, HEADS, WINDOW = 32, 2, 4, 64

#: What each architecture is, and how its shape differs from the common one.
SHAPES: dict[str, tuple[str, dict[str, Any]]] = {
    "gpt2": ("gpt2", {}),
    "opt": ("opt", {"ffn_dim": 64, "word_embed_proj_dim": WIDTH}),
    "opt-350m": ("opt", {"ffn_dim": 64, "word_embed_proj_dim": 16, "do_layer_norm_before": False}),
    "pythia": ("gpt_neox", {"use_parallel_residual": True}),
    "gpt-neox, in a row": ("gpt_neox", {"use_parallel_residual": False}),
    "llama": ("llama", {}),
    "smollm": ("llama", {"num_key_value_heads": 2, "tie_word_embeddings": True}),
    "llama, biased": ("llama", {"attention_bias": True, "mlp_bias": True}),
    "llama 3": (
        "llama",
        {
            "num_key_value_heads": 1,
            "rope_parameters": {
                "rope_type": "llama3",
                "rope_theta": 500000.0,
                "factor": 8.0,
                "low_freq_factor": 1.0,
                "high_freq_factor": 4.0,
                "original_max_position_embeddings": 16,
            },
        },
    ),
    "mistral": ("mistral", {"num_key_value_heads": 2, "sliding_window": None}),
    "mistral, sliding": ("mistral", {"num_key_value_heads": 2, "sliding_window": 8}),
    "qwen2": ("qwen2", {"num_key_value_heads": 2}),
    "qwen3": ("qwen3", {"num_key_value_heads": 2, "head_dim": 16}),
    "bloom": ("bloom", {"n_layer": LAYERS, "n_head": HEADS}),
    "gpt-j": ("gptj", {"n_embd": WIDTH, "n_layer": LAYERS, "n_head": HEADS, "rotary_dim": 4}),
    "phi": ("phi", {}),
    "gemma": ("gemma", {"num_key_value_heads": 1, "head_dim": 8}),
}
#: Those that are read by a plan of ours; the others by their own forward pass.
PLANNED = (
    "gpt2",
    "opt",
    "pythia",
    "gpt-neox, in a row",
    "llama",
    "smollm",
    "llama, biased",
    "llama 3",
    "mistral",
    "qwen2",
    "qwen3",
)


def tokenizer(folder: Path) -> int:
    """Train and save a byte-level BPE tokenizer; give the size of its vocabulary."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=320,
        special_tokens=["<|endoftext|>", "<pad>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator(TEXTS, trainer)
    PreTrainedTokenizerFast(
        tokenizer_object=made, bos_token="<|endoftext|>", eos_token="<|endoftext|>", pad_token="<pad>",
        model_max_length=WINDOW,
    ).save_pretrained(folder)  # fmt: skip
    return made.get_vocab_size()


def checkpoint(kind: str, folder: Path) -> Path:
    """Write a checkpoint of architecture `kind` with random weights to `folder`; give the folder."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    folder.mkdir(parents=True)
    size = tokenizer(folder)
    name, special = SHAPES[kind]
    common: dict[str, Any] = {
        "vocab_size": size,
        "bos_token_id": 0,
        "eos_token_id": 0,
        "pad_token_id": 1,
        "hidden_size": WIDTH,
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "intermediate_size": 64,
        "max_position_embeddings": WINDOW,
    }
    torch.manual_seed(2)
    model = AutoModelForCausalLM.from_config(AutoConfig.for_model(name, **(common | special)))
    with torch.no_grad():  # random weights of the usual size say the same of every word; these do not
        for tensor in model.parameters():
            tensor.mul_(8) if tensor.dim() > 1 else tensor.add_(0.1 * torch.randn_like(tensor))
    model.save_pretrained(folder)
    return folder
