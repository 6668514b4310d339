"""Tokens a second at batch 1, the prompt in the cache: ours against transformers.generate and llama.cpp.

Asked, on the bundled model and on a GPT-2-sized one (124 M parameters, random weights): float32 no slower than
transformers with the same greedy tokens; bfloat16 at least 2 times and int8 at least 3.4 times transformers' float32;
int8 within 15 % of llama.cpp's Q8_0; the demo's alternatives, entropies and ranks cost at most 10 %.

llama.cpp is measured if INKLING_LLAMA_PYTHON names a Python that has it. It is built from its source package
(needs cmake, ninja and a C++ compiler; ten to fifteen minutes on two cores), with the machine's own instructions:

    python3 -m venv llama-venv
    llama-venv/bin/pip install numpy gguf llama-cpp-python
    INKLING_LLAMA_PYTHON=llama-venv/bin/python python -m tests.benchmarks.decoding

All use the same number of threads. Every round measures each in turn, so that a busy machine troubles all alike;
told is the time that a fifth of all its steps stay below.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch

from app.core.contract import SilentProgress
from app.demos.text_generation.contract import TextGenerationRequest
from app.demos.text_generation.engine import TextGeneration
from model_zoo.cards import default
from model_zoo.decoding.choosing import Decoders
from model_zoo.decoding.matrices import Precision
from model_zoo.loaders.causal_lm import load
from tests.benchmarks.decoding_models import bundled, gguf_form, gpt2_sized
from tests.benchmarks.report import finish, table

PROMPTS = (32, 256, 960)
PRECISIONS: tuple[Precision, ...] = ("float32", "bfloat16", "int8")
ROUNDS = 5
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


def ids_for(model: Any, count: int) -> list[int]:
    """Give a prompt of so many tokens, the same every time."""
    draw = np.random.default_rng(5)
    numbers: list[int] = draw.integers(5, model.config.vocab_size - 5, count).tolist()
    return numbers


def settle() -> None:
    """Wait for a GPU to be done."""
    if DEVICE == "cuda":
        torch.cuda.synchronize()


class Clock:
    """Notes when each token is there; transformers takes it as a streamer."""

    def __init__(self) -> None:
        self.times: list[float] = []

    def put(self, value: Any) -> None:
        """Note a token; generate gives the prompt first, which is no token of it."""
        settle()
        self.times.append(time.perf_counter())

    def end(self) -> None:
        """Nothing is left to do."""

    def steps(self) -> list[float]:
        """Give milliseconds of each step between two tokens."""
        return [(after - before) * 1e3 for before, after in pairwise(self.times)]


def generated(model: Any, ids: list[int], steps: int) -> tuple[list[float], list[int]]:
    """Give milliseconds of each step of transformers' greedy generate, and its tokens."""
    row, clock = torch.tensor([ids], device=model.device), Clock()
    count = 1 + steps
    out = model.generate(
        row, max_new_tokens=count, min_new_tokens=count, do_sample=False, pad_token_id=0, eos_token_id=None,
        streamer=clock,
    )  # fmt: skip
    return clock.steps()[1:], out[0, len(ids) : len(ids) + steps].tolist()


@torch.inference_mode()
def decoded(
    decoders: Decoders, precision: Precision, ids: list[int], steps: int
) -> tuple[list[float], list[int]]:
    """Give milliseconds of each step of ours, and its greedy tokens."""
    decoder, clock, tokens = decoders.decoder(precision), Clock(), []
    scores = decoder.read(ids)[-1]
    clock.put(None)
    for _ in range(steps):
        tokens.append(int(scores.argmax()))
        scores = decoder.step(tokens[-1])
        clock.put(None)
    return clock.steps(), tokens


def usual(times: list[float]) -> float:
    """Give the time that a fifth of the steps stay below: what a step takes when nobody disturbs it."""
    return sorted(times)[len(times) // 5]


class LlamaCpp:
    """llama.cpp in its own process, on the same weights in Q8_0."""

    def __init__(self, python: str, model: Any, folder: Path, ids: list[int], steps: int) -> None:
        weights, shape = gguf_form(model)
        np.savez(folder / "weights.npz", **weights)  # type: ignore[arg-type]
        shape |= {"steps": steps, "ids": ids, "threads": torch.get_num_threads()}
        self._python, self._folder, self._shape, self._model = python, folder, shape, model
        self._checked = False

    def __call__(self, prompt: int) -> list[float]:
        """Give milliseconds of each step behind a prompt of so many tokens."""
        file = self._folder / "shape.json"
        file.write_text(json.dumps(self._shape | {"prompts": [prompt]}))
        script = Path(__file__).with_name("gguf_peer.py")
        done = subprocess.run(
            [self._python, str(script), str(self._folder / "weights.npz"), str(file)],
            capture_output=True, text=True, check=False, cwd=self._folder,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"llama.cpp failed:\n{done.stderr[-2000:]}")
        told = json.loads(done.stdout.strip().splitlines()[-1])
        self._check(told["scores"], self._shape["ids"][:prompt])
        times: list[float] = told["ms"][str(prompt)]
        return times

    @torch.inference_mode()
    def _check(self, scores: list[float], ids: list[int]) -> None:
        """The weights must have arrived as they are, or the time would be another model's."""
        if self._checked:
            return
        own = self._model(torch.tensor([ids], device=self._model.device)).logits[0, -1].float().cpu().numpy()
        found = np.corrcoef(own, np.array(scores))[0, 1]
        assert found > 0.99, f"llama.cpp runs another model: correlation {found:.3f}"
        self._checked = True


def compared(name: str, model: Any, steps: int, python: str | None) -> dict[str, Any]:
    """Measure one model in all ways and print the table."""
    model = model.to(DEVICE)
    decoders = Decoders(model, "float32", 1024)
    ids = ids_for(model, max(PROMPTS))
    pooled: dict[str, dict[int, list[float]]] = {}
    same = True
    with tempfile.TemporaryDirectory() as folder:
        llama = LlamaCpp(python, model, Path(folder), ids, steps) if python and DEVICE == "cpu" else None
        for _ in range(ROUNDS):
            for prompt in PROMPTS:
                part = ids[:prompt]
                taken = {"transformers float32": generated(model, part, steps)}
                for precision in PRECISIONS:
                    taken[f"ours {precision}"] = decoded(decoders, precision, part, steps)
                same &= taken["transformers float32"][1] == taken["ours float32"][1]
                figures = {way: times for way, (times, _) in taken.items()}
                if llama is not None:
                    figures["llama.cpp Q8_0"] = llama(prompt)
                for way, times in figures.items():
                    pooled.setdefault(way, {}).setdefault(prompt, []).extend(times)
    best = {way: {prompt: usual(times) for prompt, times in seen.items()} for way, seen in pooled.items()}
    base = best["transformers float32"]
    rows = [
        (way, *(f"{1e3 / taken[p]:.1f}" for p in PROMPTS), *(f"{base[p] / taken[p]:.2f}" for p in PROMPTS))
        for way, taken in best.items()
    ]
    heads = [f"{p} in cache" for p in PROMPTS]
    table(
        f"{name}: tokens a second, and times transformers' float32; same greedy tokens: {same}",
        ("way", *heads, *(f"x at {p}" for p in PROMPTS)),
        rows,
    )
    return {"milliseconds": best, "same_greedy_tokens": same, "fast": decoders.refused is None}


def telling(steps: int) -> dict[str, float]:
    """Measure what the demo's engine costs over the bare loop: ratio of their times a token, by precision."""
    model = load(default("causal_lm"), torch.device(DEVICE), torch.float32, lambda fraction, note: None)
    engine, ids = TextGeneration(model), ids_for(model.model, 32)
    prompt = model.tokenizer.decode(ids)
    ratios: dict[str, float] = {}
    rows = []
    for precision in PRECISIONS:
        bare, told = float("inf"), float("inf")
        request = TextGenerationRequest(
            prompt, max_new_tokens=steps, temperature=0.0, ignore_end=True, precision=precision
        )
        for _ in range(ROUNDS):
            bare = min(bare, sum(decoded(model.decoders, precision, ids, steps)[0]) / steps)
            told = min(told, 1e3 / (engine.run(request, SilentProgress()).tokens_per_second or 1.0))
        ratios[precision] = told / bare
        rows.append((precision, f"{bare:.3f}", f"{told:.3f}", f"{told / bare:.3f}"))
    table(
        "bundled model: milliseconds a token, bare and with 10 alternatives, entropy and rank told",
        ("precision", "bare", "told", "ratio"),
        rows,
    )
    return ratios


def main() -> None:
    """Measure both models, or those named."""
    python = os.environ.get("INKLING_LLAMA_PYTHON")
    if python is None:
        print(
            "llama.cpp is left out: INKLING_LLAMA_PYTHON names no Python that has it (see this file's head)."
        )
    figures = {
        "bundled": compared("bundled model", bundled(), 48, python),
        "gpt2_sized": compared("GPT-2-sized, 124 M parameters", gpt2_sized(), 16, python),
    }
    ratios = telling(48)
    finish(
        "decoding",
        {
            "device": DEVICE,
            "threads": torch.get_num_threads(),
            "models": figures,
            "telling_over_bare": ratios,
        },
    )


if __name__ == "__main__":
    main()
