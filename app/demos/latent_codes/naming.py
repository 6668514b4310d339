"""What the quantisers are called, in the order in which they are shown."""

from __future__ import annotations

#: Quantiser: (short name, long name, what it does).
QUANTIZERS = {
    "vq": ("VQ", "vector-quantised", "The nearest of 256 learnt vectors, moved by a running mean (VQ-VAE)"),
    "fsq": ("FSQ", "finite scalar", "Four numbers, each rounded to one of four levels: nothing to collapse"),
    "binary": ("Binary", "binary", "Eight signs: the code's number is what the bits spell (lookup-free)"),
    "gumbel": ("One-hot", "one-hot", "One of 256 drawn by a softmax with Gumbel noise (DALL-E's dVAE)"),
}


def called(quantizer: str) -> str:
    """Give the short name of a quantiser; one that is not ours is called what its model calls it."""
    return QUANTIZERS[quantizer][0] if quantizer in QUANTIZERS else quantizer
