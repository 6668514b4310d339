"""Measures a causal language model folder on held-out English: bits per byte, beside an n-gram model of order 5.

    python -m model_zoo.recipes.evaluate_gpt FOLDER --ngram ngram.json --json figures.json --samples

Every held-out paragraph is read alone, from the mark that begins a text. The n-gram model has the same tokens and
has read every training text once; its bits are over the same bytes. Samples have fixed seeds, and none is left out.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

from model_zoo.corpora.documents import documents
from model_zoo.corpora.english import SOURCES, Kind, paragraphs
from model_zoo.recipes.byte_pairs import END
from model_zoo.recipes.ngram import KneserNey
from model_zoo.recipes.token_store import BATCH, batches

Figures = dict[str, float]
KINDS: tuple[Kind, ...] = ("natural", "technical")
TOKENS_AT_ONCE = 8192
PROMPTS = (
    "The",
    "The capital of France is",
    "She looked at him and said",
    "Photosynthesis is the process by which",
    "Mix the flour and the sugar,",
    "To open a file, use the",
    "The king of the elves",
    "In the year 1850",
)


def held_out(kind: Kind, most: int) -> list[str]:
    """Held-out paragraphs of every source of a kind, at most so many of them drawn at random."""
    texts = [text for s in SOURCES if s.kind == kind for text in paragraphs(s, held_out=True)]
    return [texts[i] for i in np.random.default_rng(11).permutation(len(texts))[:most]]


def nats(model: torch.nn.Module, rows: Sequence[NDArray[np.int64]], end: int) -> float:
    """Sum over all tokens of the rows, each read after `end`; a row is cut where the model's window is full."""
    window = int(model.config.max_position_embeddings)  # type: ignore[union-attr, arg-type]
    parts = [row[i : i + window - 1] for row in rows for i in range(0, len(row), window - 1)]
    total = 0.0
    for some in _alike(sorted(parts, key=len)):
        longest = max(map(len, some))
        ids = torch.full((len(some), longest + 1), end)
        targets = torch.full((len(some), longest), -100)
        for place, part in enumerate(some):
            ids[place, 1 : len(part) + 1] = targets[place, : len(part)] = torch.from_numpy(part)
        with torch.inference_mode():
            logits = model(input_ids=ids[:, :-1]).logits.float()
        total += float(
            torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum")
        )
    return total


def _alike(rows: Sequence[NDArray[np.int64]]) -> Iterator[list[NDArray[np.int64]]]:
    some: list[NDArray[np.int64]] = []
    for row in rows:
        if some and (len(some) + 1) * len(row) > TOKENS_AT_ONCE:
            yield some
            some = []
        some.append(row)
    if some:
        yield some


def stream_of(tokenizer: Tokenizer, texts: Iterator[str] | Sequence[str]) -> NDArray[np.int64]:
    """All texts behind one another, END before each."""
    end = tokenizer.get_vocab()[END]
    pieces: list[NDArray[np.uint16]] = []
    for batch in batches(texts, BATCH):
        encodings = tokenizer.encode_batch_fast(batch, add_special_tokens=False)
        pieces += [np.asarray([end, *encoded.ids], dtype=np.uint16) for encoded in encodings]
    return np.concatenate(pieces).astype(np.int64)


def training_texts() -> Iterator[str]:
    for source in SOURCES:
        yield from documents(source, held_out=False)


def ngram_bits(tokenizer: Tokenizer, most: int) -> dict[str, Figures]:
    """Bits per byte of n-gram models of order 5: over the tokens, and over the bytes themselves.

    The one over tokens has read every training text once. The one over bytes, which needs five times the memory,
    has read the natural texts, and is asked for those only.
    """
    found: dict[str, Figures] = {"natural": {}, "technical": {}}
    end = tokenizer.get_vocab()[END]
    model = KneserNey(stream_of(tokenizer, training_texts()), tokenizer.get_vocab_size())
    for kind in KINDS:
        texts = held_out(kind, most)
        stream = stream_of(tokenizer, texts)
        found[kind]["ngram5_bits_per_byte"] = _bits(model, stream, end, texts)
    del model
    natural = (text for s in SOURCES if s.kind == "natural" for text in documents(s, held_out=False))
    model = KneserNey(_byte_stream(natural), 257)
    texts = held_out("natural", most)
    found["natural"]["ngram5_of_bytes_bits_per_byte"] = _bits(model, _byte_stream(texts), 256, texts)
    return found


def _bits(model: KneserNey, stream: NDArray[np.int64], end: int, texts: Sequence[str]) -> float:
    size = sum(len(text.encode()) for text in texts)
    return -float(model.log_probabilities(stream)[stream != end].sum()) / math.log(2) / size


def _byte_stream(texts: Iterable[str]) -> NDArray[np.int64]:
    """The bytes of all texts behind one another, 256 before each."""
    pieces = [np.frombuffer(text.encode(), dtype=np.uint8).astype(np.uint16) for text in texts]
    return np.concatenate([np.insert(piece, 0, 256) for piece in pieces]).astype(np.int64)


def evaluate(folder: Path, most: int) -> dict[str, Figures]:
    """Figures of both kinds of text."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    end = tokenizer.get_vocab()[END]
    model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True).eval()
    found: dict[str, Figures] = {}
    for kind in KINDS:
        texts = held_out(kind, most)
        rows = [
            np.asarray(e.ids, dtype=np.int64)
            for e in tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        ]
        size, tokens = sum(len(text.encode()) for text in texts), sum(map(len, rows))
        spent = nats(model, rows, end)
        found[kind] = {
            "bits_per_byte": spent / math.log(2) / size,
            "perplexity_token": math.exp(spent / tokens),
            "bytes_per_token": size / tokens,
            "held_out_bytes": float(size),
        }
    return found


def samples(folder: Path, count: int = 60) -> list[str]:
    """One continuation of each prompt: temperature 0.8, top-p 0.95, seeds 0, 1, 2 ..."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True).eval()
    texts: list[str] = []
    for seed, prompt in enumerate(PROMPTS):
        torch.manual_seed(seed)
        ids = torch.tensor([tokenizer.encode(prompt).ids])
        with torch.inference_mode():
            out = model.generate(
                ids,
                attention_mask=torch.ones_like(ids),
                do_sample=True,
                temperature=0.8,
                top_p=0.95,
                top_k=0,
                max_new_tokens=count,
                pad_token_id=0,
            )
        texts.append(tokenizer.decode(out[0].tolist()))
    return texts


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=4000, help="held-out paragraphs of each kind at most")
    parser.add_argument(
        "--ngram",
        type=Path,
        help="a file of the n-gram models' figures; made if it is not there (minutes, 8 GB)",
    )
    parser.add_argument("--json", type=Path)
    parser.add_argument("--samples", action="store_true", help="print the samples of the card")
    chosen = parser.parse_args(arguments)
    found = evaluate(chosen.folder, chosen.most)
    if chosen.ngram:
        if not chosen.ngram.exists():
            tokenizer = Tokenizer.from_file(str(chosen.folder / "tokenizer.json"))
            chosen.ngram.write_text(json.dumps(ngram_bits(tokenizer, chosen.most), indent=1) + "\n")
        for kind, figures in json.loads(chosen.ngram.read_text()).items():
            found[kind] |= figures
    print(json.dumps(found, indent=1))
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1) + "\n")
    if chosen.samples:
        print("\n".join(f"> {text}\n" for text in samples(chosen.folder)))


if __name__ == "__main__":
    main()
