"""What can be taken away from a cross-lingual-embeddings result: tables, arrays and figures, without Qt and torch."""

from __future__ import annotations

from app.core.contract import Table, View
from app.demos.cross_lingual_embeddings.contract import (
    Alignment,
    CrossLingualEmbeddingsRequest,
    CrossLingualEmbeddingsResult,
    Probes,
)
from app.demos.cross_lingual_embeddings.drawings import draw_alignment, draw_curves, draw_map


def views(request: CrossLingualEmbeddingsRequest, result: CrossLingualEmbeddingsResult) -> list[View]:
    """Every view that this result has, in the order of the page."""
    found = [_curves(request, result)]
    if result.pairs is not None:
        found += [_ranks(result), _map(request, result)]
    if result.alignment is not None:
        found.append(_alignment(result.alignment))
    if result.transfer is not None:
        found.append(_transfer(result.transfer))
    return found


def _curves(request: CrossLingualEmbeddingsRequest, result: CrossLingualEmbeddingsResult) -> View:
    rows = [
        (one.layer, one.mrr.forward, one.mrr.backward, one.precision_at_1, one.precision_at_5, one.random)
        for one in result.layers
    ]
    columns = ("layer", "mrr_forward", "mrr_backward", "precision_at_1", "precision_at_5", "random")
    return View(
        "curves",
        "Translations found, by layer",
        Table(columns, rows),
        lambda figure: draw_curves(figure, result.layers, request.languages),
        {name: [row[at] for row in rows] for at, name in enumerate(columns)},
    )


def _ranks(result: CrossLingualEmbeddingsResult) -> View:
    assert result.pairs is not None
    rows = [
        (one.layer, number, *pair, *ranks)
        for one in result.layers
        for number, (pair, ranks) in enumerate(zip(result.pairs, one.ranks or (), strict=True))
    ]
    columns = ("layer", "pair", "first", "second", "rank_forward", "rank_backward")
    arrays = {"ranks": [one.ranks for one in result.layers], "layer": [one.layer for one in result.layers]}
    return View("ranks", "Rank of each translation", Table(columns, rows), arrays=arrays)


def _map(request: CrossLingualEmbeddingsRequest, result: CrossLingualEmbeddingsResult) -> View:
    assert result.pairs is not None
    layer = result.best_layer if result.alignment is None else result.alignment.layer
    one = next((one for one in result.layers if one.layer == layer), result.layers[-1])
    coordinates = one.coordinates or ()
    count = len(coordinates) // 2
    texts = [pair[0] for pair in result.pairs[:count]] + [pair[1] for pair in result.pairs[:count]]
    rows = [
        (one.layer, number % count, request.languages[number // count], texts[number], x, y)
        for number, (x, y) in enumerate(coordinates)
    ]
    return View(
        "map",
        "Map of both languages",
        Table(("layer", "pair", "language", "text", "x", "y"), rows),
        lambda figure: draw_map(figure, coordinates, texts, request.languages, f"layer {one.layer}"),
        {"coordinates": coordinates},
    )


def _transfer(found: Probes) -> View:
    rows = [
        (one, other, accuracy, found.majority[at], found.asked[at], found.layer)
        for one, row in zip(found.languages, found.accuracy, strict=True)
        for at, (other, accuracy) in enumerate(zip(found.languages, row, strict=True))
    ]
    columns = ("trained_on", "asked_in", "accuracy", "majority", "asked", "layer")
    arrays = {"accuracy": found.accuracy, "majority": found.majority, "languages": list(found.languages)}
    return View("transfer", "Zero-shot transfer", Table(columns, rows), arrays=arrays)


def _alignment(found: Alignment) -> View:
    one, two = found.texts
    names = [one[slice(*word)] for word in found.words_a], [two[slice(*word)] for word in found.words_b]
    rows = [
        (links.method, link.a, names[0][link.a], link.b, names[1][link.b], link.score, links.error_rate)
        for links in found.methods
        for link in links.links
    ]
    columns = ("method", "a", "word_a", "b", "word_b", "score", "error_rate")
    return View(
        "alignment",
        "Word by word",
        Table(columns, rows),
        lambda figure: draw_alignment(figure, found, names),
        {"similarity": found.matrix},
    )
