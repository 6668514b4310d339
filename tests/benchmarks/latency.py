"""masked-words against transformers' own fill-mask pipeline: same weights, same text, same process, in turns.

Asked: at or below the pipeline's time; probabilities equal within 1e-5.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from app.core.contract import SilentProgress
from app.core.discovery import demos
from app.demos.masked_words.contract import MaskedWordsRequest, MaskedWordsResult
from app.device import Runtime
from model_zoo import cards
from tests.benchmarks.report import finish, median, table

TEXTS = {
    "short": "The cat sat on the [MASK].",
    "sentence": "When the storm had passed, the men went down to the [MASK] to see what was left.",
    "paragraph": (
        "The committee met in the old town hall on a cold morning in March. Nobody had expected so many, "
        "and the caretaker had to bring chairs from the school next door. The first question was about the "
        "bridge: it had been closed since the flood, and the farmers on the other side of the [MASK] had to "
        "drive twenty miles to market. The engineer explained what a new one would cost, and all were silent."
    ),
}
TOP_K = 10
RUNS = 25
WARM_UP = 4


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Give how long `work` took in milliseconds, and its answer."""
    start = time.perf_counter()
    answer = work()
    return (time.perf_counter() - start) * 1e3, answer


def main() -> None:
    """Time both in pairs, the first of each pair changing, and compare every candidate's probability."""
    from transformers import pipeline

    card = cards.default("masked_lm")
    demo = demos()["masked-words"]
    runtime = Runtime()
    peer = pipeline("fill-mask", model=str(card.path), device="cpu", top_k=TOP_K)
    rows, figures, worst = [], {}, 0.0
    for name, text in TEXTS.items():
        request = MaskedWordsRequest(text=text, top_k=TOP_K)
        ours: list[float] = []
        theirs: list[float] = []

        def run_ours(request: MaskedWordsRequest = request) -> MaskedWordsResult:
            record = runtime.run(
                demo, card.id, request, device="cpu", dtype="float32", progress=SilentProgress()
            )
            return record.result

        def run_theirs(text: str = text) -> Any:
            return peer(text.replace("[MASK]", peer.tokenizer.mask_token))

        for turn in range(WARM_UP + RUNS):
            pair = (run_ours, run_theirs) if turn % 2 else (run_theirs, run_ours)
            taken = {work: timed(work) for work in pair}
            if turn >= WARM_UP:
                ours.append(taken[run_ours][0])
                theirs.append(taken[run_theirs][0])
        result, expected = taken[run_ours][1], taken[run_theirs][1]
        found = {candidate.id: candidate.probability for candidate in result.masks[0].candidates}
        assert found.keys() == {guess["token"] for guess in expected}, "other candidates than the pipeline's"
        difference = max(abs(found[guess["token"]] - guess["score"]) for guess in expected)
        ratio = median([a / b for a, b in zip(ours, theirs, strict=True)])
        worst = max(worst, difference)
        rows.append(
            (
                f"{name}, {len(result.tokens)} tokens",
                f"{median(ours):.2f}",
                f"{median(theirs):.2f}",
                f"{ratio:.3f}",
                f"{difference:.1e}",
            )
        )
        figures[name] = {"ours_ms": median(ours), "pipeline_ms": median(theirs), "ratio": ratio}
    table(
        f"masked-words against fill-mask, {card.id}, median of {RUNS} pairs",
        ("text", "ours ms", "pipeline ms", "ratio", "largest difference"),
        rows,
    )
    finish("latency", {"model": card.id, "texts": figures, "largest_probability_difference": worst})


if __name__ == "__main__":
    main()
