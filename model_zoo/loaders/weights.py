"""Read a checkpoint's tensors: safetensors, or torch files with weights_only (no code of a file ever runs)."""

from __future__ import annotations

import pickle
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from model_zoo.cards import Card, Report
from model_zoo.errors import ModelError
from model_zoo.loaders.headers import Entry, check_archive, safetensors_entries

_TYPES = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16"}
#: Where training scripts put the weights inside a larger dictionary.
_WRAPPERS = ("state_dict", "model_state_dict", "model", "module")


class Weights:
    """Entries first, tensors when they are wanted: a checkpoint that does not fit is never loaded whole."""

    def __init__(self, card: Card) -> None:
        self.files = [card.path / name for name in card.weights]
        self.entries: dict[str, Entry] = {}
        self._tensors: dict[str, Tensor] = {}
        for file in self.files:
            if not file.is_file():
                raise ModelError(f"{file.name} is missing in {card.path.name}, or is no ordinary file.")
            if file.suffix == ".safetensors":
                self.entries |= safetensors_entries(file)
            else:
                tensors = _torch_tensors(file)
                self._tensors |= tensors
                self.entries |= {
                    name: Entry(tuple(tensor.shape), _TYPES.get(tensor.dtype, str(tensor.dtype)))
                    for name, tensor in tensors.items()
                }
        if not self.entries:
            raise ModelError(f"{card.path.name} holds no tensors at all.")

    def tensors(self, report: Report) -> dict[str, Tensor]:
        """Every tensor by the file's own name, on the processor. Raises ModelError."""
        for number, file in enumerate(self.files):
            report(number / len(self.files), f"Reading {file.name}")
            if file.suffix == ".safetensors":
                try:
                    self._tensors |= load_file(file)
                except (SafetensorError, OSError, ValueError, RuntimeError) as error:
                    raise ModelError(f"{file.name} is damaged ({error}): download it again.") from error
        return self._tensors


def _torch_tensors(path: Path) -> dict[str, Tensor]:
    check_archive(path)
    try:
        data = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        unsafe = "Unsupported" in str(error) or "WeightsUnpickler" in str(error)
        reason = (
            "it holds more than weights, and such a file can run code when it is opened. Save it as safetensors"
            if unsafe
            else "it is damaged. Download it again"
        )
        raise ModelError(f"{path.name} is refused: {reason}.") from error
    except MemoryError as error:
        raise ModelError(f"{path.name} asks for more memory than there is: it is refused.") from error
    except Exception as error:  # torch.load meets damage with a dozen kinds of exceptions
        first = str(error).splitlines()[0][:160] if str(error) else type(error).__name__
        raise ModelError(f"{path.name} is damaged ({first}): download it again.") from error
    for name in _WRAPPERS:
        if isinstance(data, dict) and isinstance(data.get(name), dict):
            data = data[name]
            break
    found = (
        {name: value for name, value in data.items() if isinstance(name, str) and isinstance(value, Tensor)}
        if isinstance(data, dict)
        else {}
    )
    if not found:
        raise ModelError(f"{path.name} is no state dict: it holds no tensors by name.")
    if any(value.is_sparse or value.is_quantized for value in found.values()):
        raise ModelError(f"{path.name} holds sparse or quantised tensors, which cannot be used here.")
    if any(_hollow(value) for value in found.values()):
        raise ModelError(f"{path.name} holds tensors larger than their data: it is refused.")
    return found


def _hollow(tensor: Tensor) -> bool:
    # A tensor without data, or one number repeated by a stride of 0, claims terabytes in a file of a kilobyte.
    if tensor.device.type == "meta" or tensor.layout is not torch.strided:
        return True
    return tensor.untyped_storage().nbytes() < tensor.numel() * tensor.element_size()
