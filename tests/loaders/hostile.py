"""Damaged and malicious checkpoints: each case spoils a copy of a good BERT's folder in its own way."""

from __future__ import annotations

import json
import os
import pickle
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

#: What a pickle that executes would leave behind.
MARKER = "executed"

Spoil = Callable[[Path], None]


#: What no size of a model is.
_SIZES: tuple[Any, ...] = (-1, 0, 10**9, 10**30, "many", [], 1.5, True)


class Bomb:
    """Unpickled without care, it writes a file."""

    def __init__(self, folder: Path) -> None:
        self._marker = str(folder / MARKER)

    def __reduce__(self) -> tuple[Any, ...]:
        return (open, (self._marker, "w"))


def cases() -> Iterator[tuple[str, Spoil]]:
    """Every case by a name that says what is wrong."""
    yield from _cut()
    yield from _flipped()
    yield from _headers()
    yield from _configs()
    yield from _tokenizers()
    yield from _pickles()
    yield from _weights()
    yield from _files()


def _cut() -> Iterator[tuple[str, Spoil]]:
    for part in range(40):

        def cut(folder: Path, share: float = part / 40) -> None:
            file = folder / "model.safetensors"
            file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])

        yield f"cut at {part / 40:.3f}", cut


def _flip(file: Path, places: list[int], draw: random.Random) -> None:
    data = bytearray(file.read_bytes())
    for place in places:
        data[place % len(data)] ^= 1 << draw.randrange(8)
    file.write_bytes(data)


def _flipped() -> Iterator[tuple[str, Spoil]]:
    for seed in range(50):

        def head(folder: Path, seed: int = seed) -> None:
            draw = random.Random(seed)
            file = folder / "model.safetensors"
            (length,) = struct.unpack("<Q", file.read_bytes()[:8])
            _flip(file, [draw.randrange(8 + length)], draw)

        yield f"header bit {seed}", head
    for seed in range(25):

        def body(folder: Path, seed: int = seed) -> None:
            draw = random.Random(1000 + seed)
            file = folder / "model.safetensors"
            size = file.stat().st_size
            _flip(file, [draw.randrange(size // 2, size) for _ in range(40)], draw)

        yield f"weight bits {seed}", body


def _retold(**fields: Any) -> Spoil:
    """Change what the JSON header of a safetensors file says of one tensor, and leave the data as it is."""

    def spoil(folder: Path) -> None:
        file = folder / "model.safetensors"
        data = file.read_bytes()
        (length,) = struct.unpack("<Q", data[:8])
        header = json.loads(data[8 : 8 + length])
        next(value for name, value in header.items() if name.endswith("query.weight")).update(fields)
        text = json.dumps(header).encode()
        file.write_bytes(struct.pack("<Q", len(text)) + text + data[8 + length :])

    return spoil


def _headers() -> Iterator[tuple[str, Spoil]]:
    def claim(length: int) -> Spoil:
        def spoil(folder: Path) -> None:
            file = folder / "model.safetensors"
            file.write_bytes(struct.pack("<Q", length) + file.read_bytes()[8:])

        return spoil

    for length in (0, 1, 7, 2**20, 2**31, 2**40, 2**63, 2**64 - 1):
        yield f"header of {length} bytes", claim(length)
    for dtype in ("I64", "I8", "BOOL", "F8_E4M3", "U8", "Q4", "", None, 7):
        yield f"dtype {dtype!r}", _retold(dtype=dtype)
    shapes: tuple[Any, ...] = (
        [-1, 32],
        [32],
        [64, 16],
        [2**62, 4],
        ["32", 32],
        None,
        [32, 32, 1],
        [0, 0],
        [1.5],
    )
    for shape in shapes:
        yield f"shape {shape}", _retold(shape=shape)
    for span in ([0, 4096], [4096, 0], [-8, 4088], [2**60, 2**60 + 4096], [0], None, ["a", "b"]):
        yield f"offsets {span}", _retold(data_offsets=span)
    yield "header is a list", lambda folder: _raw_header(folder, b"[1, 2]")
    yield "header is deep", lambda folder: _raw_header(folder, b"[" * 100_000)
    yield "header is empty", lambda folder: _raw_header(folder, b"{}")
    yield "header of a million tensors", _crowded
    yield "header is no UTF-8", lambda folder: _raw_header(folder, b"\xff\xfe{}")


def _crowded(folder: Path) -> None:
    entry = '{"dtype":"F32","shape":[0],"data_offsets":[0,0]}'
    text = "{" + ",".join(f'"w{number}":{entry}' for number in range(1_000_000)) + "}"
    _raw_header(folder, text.encode())


def _raw_header(folder: Path, text: bytes) -> None:
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text)


def _configs() -> Iterator[tuple[str, Spoil]]:
    def fields(**changes: Any) -> Spoil:
        def spoil(folder: Path) -> None:
            file = folder / "config.json"
            file.write_text(json.dumps(json.loads(file.read_text()) | changes))

        return spoil

    for name in (
        "vocab_size",
        "hidden_size",
        "num_hidden_layers",
        "num_attention_heads",
        "intermediate_size",
    ):
        for value in _SIZES:
            yield f"{name} is {value!r}", fields(**{name: value})
    for name, value in (
        ("num_hidden_layers", 512),
        ("num_hidden_groups", 10**9),
        ("inner_group_num", 10**9),
        ("block_sizes", [10**9]),
        ("pad_token_id", 10**9),
        ("vocab_size", None),
        ("is_decoder", True),
        ("hidden_dropout_prob", 7),
        ("layer_norm_eps", "small"),
        ("layer_norm_eps", float("nan")),
        ("layer_norm_eps", -5),
    ):
        yield f"{name} is {value!r}, too", fields(**{name: value})
    # What changes a call's shape, runs code or costs memory is not believed: such a model loads and works.
    for name, value in (
        ("num_labels", 10**9),
        ("id2label", 3),
        ("return_dict", False),
        ("torchscript", True),
        ("output_hidden_states", True),
        ("chunk_size_feed_forward", -3),
        ("auto_map", {"AutoModelForMaskedLM": "evil.Evil", "AutoConfig": "far/away--evil.Evil"}),
    ):
        yield f"{name} is ignored", fields(**{name: value})
    yield "heads do not divide", fields(num_attention_heads=5)
    yield "unknown activation", fields(hidden_act="does-not-exist")
    for kind in ("no-such-model", "", None, 3, "gpt2", "llama", "t5", "wav2vec2", "../../etc/passwd"):
        yield f"model_type {kind!r}", fields(model_type=kind)
    for text in (b"", b"{", b"null", b"[]", b"\xff\xff", b"{}" * 2, b"[" * 50_000, b'{"model_type": "bert"'):
        yield f"config is {text[:12]!r}", partial(_replace, "config.json", text)
    yield "no config", lambda folder: (folder / "config.json").unlink()


def _write(file: Path, data: bytes) -> None:
    file.write_bytes(data)


def _replace(name: str, data: bytes, folder: Path) -> None:
    _write(folder / name, data)


def _tokenizers() -> Iterator[tuple[str, Spoil]]:
    for part in range(8):

        def cut(folder: Path, share: float = part / 8) -> None:
            file = folder / "tokenizer.json"
            file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])

        yield f"tokenizer cut at {part / 8:.2f}", cut
    yield "no tokenizer", lambda folder: (folder / "tokenizer.json").unlink()
    yield "tokenizer is deep", lambda folder: _write(folder / "tokenizer.json", b"[" * 100_000)
    yield "tokenizer of nothing", lambda folder: _write(folder / "tokenizer.json", b"{}")
    yield "tokenizer without mask", _without_mask
    yield "tokenizer too rich", _too_rich
    yield "tokenizer with a gap", _gap
    settings: tuple[tuple[str, Any], ...] = (
        ("mask_token", ""),
        ("mask_token", " "),
        ("mask_token", 3),
        ("model_max_length", "x"),
        ("tokenizer_class", 3),
    )
    for name, value in settings:
        yield f"{name} of the tokenizer is {value!r}", partial(_tokenizer_says, name, value)
    for name in ("tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "vocab.txt"):
        yield f"{name} is a pipe", partial(_in_place_of, name, os.mkfifo)
        yield f"{name} never ends", partial(_in_place_of, name, lambda file: file.symlink_to("/dev/zero"))


def _tokenizer_says(name: str, value: Any, folder: Path) -> None:
    file = folder / "tokenizer_config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {name: value}))


def _in_place_of(name: str, make: Callable[[Path], object], folder: Path) -> None:
    (folder / name).unlink(missing_ok=True)
    make(folder / name)


def _gap(folder: Path) -> None:
    file = folder / "tokenizer.json"
    whole = json.loads(file.read_text())
    vocabulary = whole["model"]["vocab"]
    vocabulary[list(vocabulary)[-1]] = 10**6
    file.write_text(json.dumps(whole))


def _without_mask(folder: Path) -> None:
    file = folder / "tokenizer_config.json"
    settings = json.loads(file.read_text())
    settings.pop("mask_token", None)
    file.write_text(json.dumps(settings))


def _too_rich(folder: Path) -> None:
    file = folder / "tokenizer.json"
    whole = json.loads(file.read_text())
    vocabulary = whole["model"]["vocab"]
    vocabulary |= {f"word{number}": len(vocabulary) + number for number in range(50)}
    file.write_text(json.dumps(whole))


def _pickles() -> Iterator[tuple[str, Spoil]]:
    import torch

    def swap(folder: Path) -> Path:
        (folder / "model.safetensors").unlink()
        return folder / "pytorch_model.bin"

    def saved(make: Callable[[Path], Any], *, zipped: bool = True) -> Spoil:
        def spoil(folder: Path) -> None:
            torch.save(make(folder), swap(folder), _use_new_zipfile_serialization=zipped)

        return spoil

    def raw(make: Callable[[Path], Any], protocol: int) -> Spoil:
        return lambda folder: _write(swap(folder), pickle.dumps(make(folder), protocol=protocol))

    for protocol in range(6):
        yield f"pickle {protocol} that executes", raw(Bomb, protocol)
    yield "torch file that executes", saved(Bomb)
    yield "old torch file that executes", saved(Bomb, zipped=False)
    yield "bomb among weights", saved(lambda folder: {"weight": torch.ones(2), "bomb": Bomb(folder)})
    yield "torch file of one number repeated", saved(_repeated)
    yield (
        "torch file of nothing but sizes",
        saved(lambda folder: {"weight": torch.empty(10**12, device="meta")}),
    )
    others: tuple[Any, ...] = ([1, 2], "text", {}, {"a": 1}, {1: torch.ones(2)}, torch.ones(3), None)
    for value in others:
        yield (
            f"torch file of {type(value).__name__} {len(str(value))}",
            saved(partial(_given, value)),
        )
    for part in range(10):

        def cut(folder: Path, share: float = part / 10) -> None:
            file = swap(folder)
            torch.save({"weight": torch.ones(5000)}, file)
            file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])

        yield f"torch file cut at {part / 10:.1f}", cut
    for seed in range(12):

        def flip(folder: Path, seed: int = seed) -> None:
            draw = random.Random(seed)
            file = swap(folder)
            torch.save({"weight": torch.ones(50)}, file)
            _flip(file, [draw.randrange(file.stat().st_size) for _ in range(8)], draw)

        yield f"torch file bits {seed}", flip
    yield "zip bomb", lambda folder: _zip_bomb(swap(folder))
    yield "zip of something else", lambda folder: _zip(swap(folder), "readme.txt", b"hello")
    yield "text called bin", lambda folder: _write(swap(folder), b"<html>404 not found</html>" * 50)


def _repeated(folder: Path) -> Any:
    import torch

    return {"weight": torch.ones(1).expand(10**6, 10**6)}


def _given(value: Any, folder: Path) -> Any:
    return value


def _zip_bomb(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", b"\0" * 200_000_000)


def _zip(file: Path, name: str, data: bytes) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, data)


def _weights() -> Iterator[tuple[str, Spoil]]:
    def poisoned(value: float, name: str) -> Spoil:
        def spoil(folder: Path) -> None:
            from safetensors.torch import load_file, save_file

            file = folder / "model.safetensors"
            tensors = load_file(file)
            tensor = tensors[next(one for one in tensors if one.endswith(name))]
            tensor.view(-1)[3] = value
            save_file(tensors, file)

        return spoil

    for value in (float("nan"), float("inf"), float("-inf")):
        for name in ("word_embeddings.weight", "query.weight", "LayerNorm.bias", "predictions.bias"):
            yield f"{value} in {name}", poisoned(value, name)


def _files() -> Iterator[tuple[str, Spoil]]:
    def replaced(name: str, make: Callable[[Path], object]) -> Spoil:
        def spoil(folder: Path) -> None:
            (folder / name).unlink()
            make(folder / name)

        return spoil

    for name in ("model.safetensors", "config.json", "tokenizer.json"):
        yield f"{name} is a loop", replaced(name, lambda file: file.symlink_to(file.name))
        yield f"{name} leads nowhere", replaced(name, lambda file: file.symlink_to("/nonexistent/file"))
        yield f"{name} is a folder", replaced(name, lambda file: file.mkdir())
        yield f"{name} is empty", replaced(name, lambda file: file.touch())
        yield f"{name} is a pipe", replaced(name, lambda file: os.mkfifo(file))
        yield f"{name} never ends", replaced(name, lambda file: file.symlink_to("/dev/zero"))
    yield "index leads outside", lambda folder: _index(folder, "../../outside.safetensors")
    yield "index leads to root", lambda folder: _index(folder, "/etc/passwd")
    yield "index names a number", lambda folder: _index(folder, 3)
    yield "nothing at all", _emptied


def _emptied(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


def _index(folder: Path, name: object) -> None:
    (folder / "model.safetensors").unlink()
    index = {"metadata": {}, "weight_map": {"bert.embeddings.word_embeddings.weight": name}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
