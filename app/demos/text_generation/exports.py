"""What can be taken away from a generated text: tables, arrays and figures, without Qt and without torch."""

from __future__ import annotations

from app.core.contract import Table, View
from app.demos.text_generation.contract import (
    Distribution,
    TextGenerationRequest,
    TextGenerationResult,
    Token,
)
from app.demos.text_generation.drawings import (
    draw_alternatives,
    draw_distribution,
    draw_lens,
    draw_tokens,
    draw_tree,
)
from app.demos.text_generation.sampling import rule
from app.demos.text_generation.tree import Tree


def views(request: TextGenerationRequest, result: TextGenerationResult) -> list[View]:
    """Every view that this result has, in the order of the page."""
    found = [_tokens(result)]
    if any(token.alternatives for token in result.tokens):
        found.append(_alternatives(result))
    if result.distribution is not None:
        found.append(_distribution(request, result.distribution))
    if result.lens:
        found.append(_lens(result))
    return found


def tree_view(tree: Tree) -> View:
    """The branches of a page's text as a figure and a table."""
    shown = {node.id for node in tree.path()}
    rows = [
        (node.id, node.parent, depth, len(node.ids), node.text, node.name, node.model, int(node.id in shown))
        for node, depth in tree.outline()
    ]
    columns = ("node", "parent", "depth", "tokens", "text", "name", "model", "on_show")
    return View("tree", "Branches", Table(columns, rows), lambda figure: draw_tree(figure, tree))


def label(token: Token) -> str:
    """How a token is named on an axis: its text, or the vocabulary's name of one without."""
    return token.text.replace("\n", "⏎") if token.text else token.piece


def _tokens(result: TextGenerationResult) -> View:
    columns = (
        "index",
        "text",
        "piece",
        "id",
        "new",
        "special",
        "probability",
        "rank",
        "entropy",
        "sampled_probability",
    )
    rows = [
        (
            place,
            one.text,
            one.piece,
            one.id,
            int(one.new),
            int(one.special),
            one.probability,
            one.rank,
            one.entropy,
            one.sampled_probability,
        )
        for place, one in enumerate(result.tokens)
    ]
    known = [(place, one) for place, one in enumerate(result.tokens) if one.probability is not None]
    return View(
        "tokens",
        "Text and its tokens",
        Table(columns, rows),
        lambda figure: draw_tokens(figure, [(label(one), one.probability, one.new) for one in result.tokens]),
        {
            "index": [place for place, _ in known],
            "id": [one.id for _, one in known],
            "probability": [one.probability for _, one in known],
            "rank": [one.rank for _, one in known],
            "entropy": [one.entropy for _, one in known],
        },
    )


def _alternatives(result: TextGenerationResult) -> View:
    rows = [
        (place, label(token), rank, one.token, one.id, one.probability, int(one.id == token.id))
        for place, token in enumerate(result.tokens)
        for rank, one in enumerate(token.alternatives, 1)
    ]
    columns = ("index", "token", "rank", "alternative", "id", "probability", "chosen")
    known = [token for token in result.tokens if token.alternatives]
    new = [token for token in known if token.new] or known
    return View(
        "alternatives",
        "Alternatives at every token",
        Table(columns, rows),
        lambda figure: draw_alternatives(figure, new),
        {
            "probability": [[one.probability for one in token.alternatives] for token in known],
            "id": [[one.id for one in token.alternatives] for token in known],
        },
    )


def _distribution(request: TextGenerationRequest, found: Distribution) -> View:
    drawn = rule(
        found.logits,
        found.seen,
        temperature=request.temperature,
        top_k=request.top_k,
        top_p=request.top_p,
        min_p=request.min_p,
        repetition_penalty=request.repetition_penalty,
    )
    rows = [
        (
            place + 1,
            found.tokens[place] if place < len(found.tokens) else None,
            int(found.ids[place]),
            float(found.probabilities[place]),
            float(drawn[place]),
        )
        for place in range(len(found.ids))
    ]
    columns = ("rank", "token", "id", "probability", "drawn_with")
    return View(
        "distribution",
        f"Distribution at token {found.index}",
        Table(columns, rows),
        lambda figure: draw_distribution(figure, found, drawn),
        {"id": found.ids, "logit": found.logits, "probability": found.probabilities, "drawn_with": drawn},
    )


def _lens(result: TextGenerationResult) -> View:
    """A guess that a layer makes after one token belongs to the place of the next."""
    lens = result.lens or ()
    names = [*(label(token) for token in result.tokens[1:]), "next"]
    rows = [
        (layer, place + 1, names[place], guess.token, guess.probability)
        for layer, row in enumerate(lens)
        for place, guess in enumerate(row)
    ]
    columns = ("layer", "index", "token", "guess", "probability")
    return View(
        "lens",
        "Layer lens",
        Table(columns, rows),
        lambda figure: draw_lens(figure, names, lens),
        {"probability": [[guess.probability for guess in row] for row in lens]},
    )
