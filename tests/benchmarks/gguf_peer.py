"""The other side of the decoding benchmark: run by the Python that has llama-cpp-python and gguf, not by ours.

It imports nothing of this repository. Called as `python gguf_peer.py WEIGHTS.npz SHAPE.json`: writes the weights as a
GGUF file in Q8_0 (blocks of 32 with a scale each), reads a prompt, decodes greedily, and prints one line of JSON.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np


def write(weights: dict[str, Any], shape: dict[str, Any], path: Path) -> None:
    """Write a GGUF file: matrices as Q8_0, all else float32."""
    gguf = importlib.import_module("gguf")
    file = gguf.GGUFWriter(str(path), shape["architecture"])
    file.add_context_length(shape["positions"])
    file.add_embedding_length(shape["width"])
    file.add_block_count(shape["layers"])
    file.add_feed_forward_length(shape["inner"])
    file.add_head_count(shape["heads"])
    file.add_head_count_kv(shape["groups"])
    file.add_vocab_size(shape["vocabulary"])
    file.add_tokenizer_model("none")
    file.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    if shape["rms"]:
        file.add_layer_norm_rms_eps(shape["eps"])
        file.add_rope_dimension_count(shape["rotated"])
        file.add_rope_freq_base(shape["theta"])
    else:
        file.add_layer_norm_eps(shape["eps"])
    kind = gguf.GGMLQuantizationType.Q8_0
    for name, array in weights.items():
        if array.ndim == 2 and "position" not in name:
            file.add_tensor(name, gguf.quantize(array, kind), raw_dtype=kind)
        else:
            file.add_tensor(name, array.astype(np.float32))
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


class Reader:
    """A model being read token by token, through the library's C interface: no Python around a step but a call."""

    def __init__(self, path: Path, places: int, threads: int) -> None:
        llama_cpp = importlib.import_module("llama_cpp")
        self._c = llama_cpp
        self._quiet = llama_cpp.llama_log_callback(lambda level, text, data: None)
        llama_cpp.llama_log_set(self._quiet, None)
        llama_cpp.llama_backend_init()
        self._model = llama_cpp.llama_model_load_from_file(
            str(path).encode(), llama_cpp.llama_model_default_params()
        )
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx, settings.n_batch = places, places
        settings.n_threads = settings.n_threads_batch = threads
        self._context = llama_cpp.llama_init_from_model(self._model, settings)
        self._size = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(self._model))

    def read(self, ids: list[int]) -> Any:
        """Read on and give the scores after the last token."""
        tokens = (self._c.llama_token * len(ids))(*ids)
        batch = self._c.llama_batch_get_one(tokens, len(ids))
        if self._c.llama_decode(self._context, batch):
            raise RuntimeError("llama_decode failed")
        scores = self._c.llama_get_logits_ith(self._context, -1)
        return np.ctypeslib.as_array(ctypes.cast(scores, ctypes.POINTER(ctypes.c_float)), (self._size,))


def main() -> None:
    """Time the steps after each prompt length asked for; give the scores after the first, for a check."""
    weights_path, shape_path = Path(sys.argv[1]), Path(sys.argv[2])
    shape = json.loads(shape_path.read_text())
    path = weights_path.with_suffix(".gguf")
    if not path.exists():
        write(dict(np.load(weights_path)), shape, path)
    times, check = {}, None
    for prompt in shape["prompts"]:
        reader = Reader(path, shape["positions"], shape["threads"])
        scores = reader.read(shape["ids"][:prompt])
        if check is None:
            check = scores.tolist()
        taken = []
        for _ in range(shape["steps"]):
            start = time.perf_counter()
            scores = reader.read([int(scores.argmax())])
            taken.append((time.perf_counter() - start) * 1e3)
        times[str(prompt)] = taken
    print(json.dumps({"ms": times, "scores": check}))


if __name__ == "__main__":
    main()
