"""Names and sentences of the page and of the figures. No Qt."""

from __future__ import annotations

from typing import Literal

from app.demos.language_vector.contract import (
    AlphaAnswer,
    Kind,
    LanguageVectorRequest,
    LanguageVectorResult,
    Sweep,
)

NAMES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "zh": "Chinese", "ja": "Japanese"}

Shown = Literal["target", "source", "neither", "kept"]


def name(code: str) -> str:
    """Give a language's name, its code if it is not known."""
    return NAMES.get(code, code)


def shown(kind: Kind, kept: bool) -> Shown:
    """Give how a prediction is coloured: a piece that stays is kept, in whatever language it is."""
    if kept:
        return "kept"
    return kind if kind in ("target", "source") else "neither"


def share(value: float | None) -> str:
    """Write a share in per cent without decimals; a dash where there is nothing to measure."""
    return "–" if value is None else f"{value:.0%}"


def number(alpha: float) -> str:
    """Write an alpha with a true minus sign."""
    return f"{alpha:g}".replace("-", "−")


def layer_name(layer: int) -> str:
    """Name a layer on an axis."""
    return str(layer) if layer else "emb."


def summary(request: LanguageVectorRequest, result: LanguageVectorResult) -> str:
    """Say in a sentence what one alpha does."""
    answer = result.alphas[-1]
    where = f"layer {result.layer}" if result.layer else "the embedding"
    turned = (
        "No prediction is in a language that can be told"
        if answer.conversion_rate is None
        else f"{share(answer.conversion_rate)} of the words are {name(request.target)}"
    )
    right = (
        "none has an entry in the dictionary"
        if answer.translation_accuracy is None
        else f"{share(answer.translation_accuracy)} are translations "
        f"(always saying “{result.baseline_word}” gives {share(result.baseline)})"
    )
    return f"At α = {number(answer.alpha)} after {where}: {turned}, {right}, {share(answer.kept)} stay as they are."


def row(sweep: Sweep | None, layer: int) -> dict[str, tuple[float | None, ...]]:
    """Give the curves of one layer, by measure; empty where it has not been measured."""
    if sweep is None or all(value is None for value in sweep.kept[layer]):
        return {}
    return {
        "conversion": sweep.conversion_rate[layer],
        "accuracy": sweep.translation_accuracy[layer],
        "kept": sweep.kept[layer],
    }


def kept_at(answer: AlphaAnswer, result: LanguageVectorResult, sentence: int, position: int) -> bool:
    """Tell whether the piece stays what it is."""
    return answer.ids[sentence][position] == result.sources[sentence][position].id
