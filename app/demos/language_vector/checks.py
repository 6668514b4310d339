"""Requests that cannot be answered, in sentences. No torch."""

from __future__ import annotations

import math

from app.core.contract import UserError
from app.demos.language_vector.bitexts import Bitext, bundled, read
from app.demos.language_vector.contract import LanguageVectorRequest

MOST_ALPHAS = 64
LARGEST = 100.0
MOST_OTHERS = 1000


def alphas_of(request: LanguageVectorRequest) -> tuple[float, ...]:
    """The alphas asked for. Raises UserError for none, too many, or one that is no number to compute with."""
    given = request.alpha if isinstance(request.alpha, tuple) else (request.alpha,)
    if not 1 <= len(given) <= MOST_ALPHAS:
        raise UserError(f"Give one to {MOST_ALPHAS} values of alpha, not {len(given):,}.", "alpha")
    for alpha in given:
        if not math.isfinite(alpha) or abs(alpha) > LARGEST:
            raise UserError(
                f"{alpha:g} is no alpha: give a number from −{LARGEST:g} to {LARGEST:g}.", "alpha"
            )
    return tuple(float(alpha) for alpha in given)


def check(request: LanguageVectorRequest, layers: int) -> None:
    """Raises UserError for a layer that is not there, or for languages that make no vector."""
    if not 0 <= request.layer < layers:
        raise UserError(
            f"There is no layer {request.layer:,}: this model has 0 (the embedding) to {layers - 1}.", "layer"
        )
    if not 0 <= request.others <= MOST_OTHERS:
        raise UserError(
            f"The map can be measured on 0 to {MOST_OTHERS:,} other sentences, not {request.others:,}.",
            "others",
        )
    if request.source == request.target:
        raise UserError("Source and target are the same language: choose two.", "target")


def bitext_of(request: LanguageVectorRequest) -> Bitext:
    """The pairs to learn from. Raises UserError where they cannot be read or lack a language."""
    for field, code in (("source", request.source), ("target", request.target)):
        if not code.strip() or len(code) > 20 or not code.isprintable():
            raise UserError("Name a language by its code, such as en or de.", field)
    if request.pairs.strip():
        return read(request.pairs, request.source, request.target)
    known = bundled()
    for field, code in (("source", request.source), ("target", request.target)):
        if code not in known.codes:
            raise UserError(
                f"There are no bundled sentences in “{code}”: choose one of {', '.join(known.codes)}, or a file of "
                "pairs.",
                field,
            )
    return known
