"""What can be taken away from a language-vector result: tables, arrays and figures, without Qt and torch."""

from __future__ import annotations

from app.core.contract import Table, View
from app.demos.language_vector.contract import LanguageVectorRequest, LanguageVectorResult, Sweep
from app.demos.language_vector.drawings import draw_curves, draw_languages, draw_map, draw_tokens
from app.demos.language_vector.words import kept_at, row


def views(request: LanguageVectorRequest, result: LanguageVectorResult) -> list[View]:
    """Every view that this result has, in the order of the page."""
    found = [_tokens(request, result)]
    if result.languages:
        found.append(_languages(request, result))
    if result.sweep is not None:
        found.append(_map(result.sweep))
    found.append(_curves(result))
    return found


def _tokens(request: LanguageVectorRequest, result: LanguageVectorResult) -> View:
    rows = [
        (
            answer.alpha,
            sentence,
            position,
            token.text,
            token.start,
            token.end,
            answer.tokens[sentence][position],
            answer.ids[sentence][position],
            answer.kinds[sentence][position],
            answer.probabilities[sentence][position],
            int(kept_at(answer, result, sentence, position)),
            None if (hit := answer.translated[sentence][position]) is None else int(hit),
        )
        for answer in result.alphas
        for sentence, tokens in enumerate(result.sources)
        for position, token in enumerate(tokens)
    ]
    columns = (
        "alpha", "sentence", "position", "source", "start", "end", "predicted", "id", "language", "probability",
        "kept", "translated",
    )  # fmt: skip
    return View(
        "tokens",
        "The words along the vector",
        Table(columns, rows),
        lambda figure: draw_tokens(figure, request, result),
    )


def _languages(request: LanguageVectorRequest, result: LanguageVectorResult) -> View:
    rows = [(one.code, one.x, one.y) for one in result.languages]
    return View(
        "languages",
        f"Languages after layer {result.layer}",
        Table(("language", "x", "y"), rows),
        lambda figure: draw_languages(figure, request, result),
        {"coordinates": [[one.x, one.y] for one in result.languages]},
    )


def _map(sweep: Sweep) -> View:
    measures = (sweep.conversion_rate, sweep.translation_accuracy, sweep.kept)
    rows = [
        (layer, alpha, *(table[layer][place] for table in measures))
        for layer in range(len(sweep.kept))
        for place, alpha in enumerate(sweep.alphas)
    ]
    return View(
        "map",
        "Conversion and translation by layer and alpha",
        Table(("layer", "alpha", "conversion_rate", "translation_accuracy", "kept"), rows),
        lambda figure: draw_map(figure, sweep),
        {"alphas": sweep.alphas, "conversion_rate": _numbers(sweep.conversion_rate),
         "translation_accuracy": _numbers(sweep.translation_accuracy), "kept": _numbers(sweep.kept)},
    )  # fmt: skip


def _curves(result: LanguageVectorResult) -> View:
    curves = row(result.sweep, result.layer)
    if curves and result.sweep is not None:
        alphas, found, baseline = result.sweep.alphas, curves, result.sweep.baseline
    else:
        order = sorted(result.alphas, key=lambda one: one.alpha)
        alphas, baseline = tuple(one.alpha for one in order), result.baseline
        found = {
            "conversion": tuple(one.conversion_rate for one in order),
            "accuracy": tuple(one.translation_accuracy for one in order),
            "kept": tuple(one.kept for one in order),
        }
    rows = [
        (result.layer, alpha, *(found[name][place] for name in ("conversion", "accuracy", "kept")), baseline)
        for place, alpha in enumerate(alphas)
    ]
    columns = ("layer", "alpha", "conversion_rate", "translation_accuracy", "kept", "baseline")
    return View(
        "curves",
        f"Along the vector after layer {result.layer}",
        Table(columns, rows),
        lambda figure: draw_curves(figure, alphas, found, baseline),
        {"alpha": alphas, **{name: _numbers((values,))[0] for name, values in found.items()}},
    )


def _numbers(table: tuple[tuple[float | None, ...], ...]) -> list[list[float]]:
    return [[float("nan") if value is None else value for value in line] for line in table]
