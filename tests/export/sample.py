"""A record and views with everything that has ever broken an exporter. No model is needed to write files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.core.contract import Table, View
from app.core.record import ModelRef, RunRecord
from app.demos.masked_words.contract import (
    Candidate,
    Mask,
    MaskedWordsRequest,
    MaskedWordsResult,
    TargetScore,
    Token,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SHA256 = "0123456789abcdef" * 4
#: Scripts, directions, quotes, dollars, dashes, markup, controls, an emoji, and a lone surrogate.
NASTY = "北京 العربية עברית नमस्ते 😀 'x' \"y\" $1$2 -- <b>&amp; `id` \\n \x00\x1b[0m \ud83d end"
WORDS = ("北京", "العربية", "$a$", "--b--", "<i>", "नमस्ते", "\ud83d", "nul\x00")


def record(text: str = NASTY) -> RunRecord:
    """Give a run over `text` whose numbers are exact in binary, so that equality is equality."""
    mask = Mask(index=1, candidates=(Candidate("cat", 7, 0.5, "cat"),), entropy=0.6931471805599453)
    result = MaskedWordsResult(
        tokens=(Token("[CLS]", 2, 0, 0, True, "[CLS]", None), Token("cat", 7, 0, 3, False, "cat", 0, True)),
        masks=(mask,),
        filled=text,
        joint_log_probability=-0.6931471805599453,
        target_scores=(TargetScore("dog", -2.25),),
        layers=None,
        pseudo_log_likelihood=None,
        positions=None,
        lens=None,
        window=128,
    )
    return RunRecord(
        demo="masked-words",
        model=ModelRef("tiny", SHA256, "tiny"),
        seed=3,
        request=MaskedWordsRequest(text=text, top_k=3, targets=("dog", "it's")),
        result=result,
        seconds=0.25,
        device="cpu",
        versions={"inkling": "0.1.0", "torch": "2.13.0"},
    )


def bars(title: str = "Candidates") -> View:
    """Give a view with a figure, a table and arrays whose labels are the worst words."""
    values = np.linspace(0.9, 0.1, len(WORDS))

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        axes.barh(range(len(WORDS)), values)
        axes.set_yticks(range(len(WORDS)), labels=list(WORDS))
        axes.set_xlabel("probability")
        axes.set_title(NASTY)

    rows = [
        (word, float(value), index, None)
        for index, (word, value) in enumerate(zip(WORDS, values, strict=True))
    ]
    return View(
        "candidates",
        title,
        table=Table(("token", "probability", "rank", "note"), rows),
        draw=draw,
        arrays={"probability": values, "token": list(WORDS[:6])},
    )


def matrix() -> View:
    """Give a heat map with a colour bar and a curve on a logarithmic axis."""

    def draw(figure: Figure) -> None:
        left, right = figure.subplots(1, 2)
        mesh = left.pcolormesh(np.arange(12.0).reshape(3, 4), edgecolors="face", linewidth=0.1)
        figure.colorbar(mesh, ax=left, label="nats")
        right.plot([1, 2, 3], [1e-4, 1e-2, 1.0])
        right.set_yscale("log")

    return View("lens", "Layer lens", draw=draw)
