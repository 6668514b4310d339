"""Which number format products are quick in."""

from __future__ import annotations

import torch


def quick(device: torch.device) -> torch.dtype:
    """bfloat16 where the machine multiplies it as such; a processor that does not is a hundred times slower in it."""
    if device.type == "cpu" and not torch.ops.mkldnn._is_mkldnn_bf16_supported():
        return torch.float32
    return torch.bfloat16
