"""A run's new tokens on their way into the tree, however often, and whatever happened to the tree meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.demos.text_generation.contract import TextGenerationRequest, TextGenerationResult, Token
from app.demos.text_generation.reading import Known, Telling
from app.demos.text_generation.tree import NOBODY, Tree, asked, grown, split, written


class Growth:
    """Begins at the end of the text on show of `tree`.

    `model` is the spec of the one that draws; `whose` ids it was asked with.
    """

    def __init__(self, tree: Tree, model: str, whose: str | None = None) -> None:
        self._whose = whose or model
        self._base = self._latest = tree
        self._node = tree.at
        self._length = tree.node(tree.at).length
        self._model = model
        self._leaf: int | None = None

    def grown(self, tree: Tree, tokens: Sequence[Token]) -> Tree:
        """The page's tree with the tokens that have come so far."""
        start = self._start(tree)
        if start is None or not tokens:
            return tree
        base, end = start
        texts, ids = tuple(one.text for one in tokens), tuple(one.id for one in tokens)
        return self._done(tree, grown(base, end, texts, ids, self._model))

    def ended(self, tree: Tree, result: TextGenerationResult, live: Sequence[Token]) -> Tree:
        """The page's tree with a whole result; a token that a stop text cut becomes written text."""
        new = result.tokens[result.prompt_tokens :]
        fragment = ""
        if new and len(live) >= len(new) and live[len(new) - 1].text != new[-1].text:
            fragment, new = new[-1].text, new[:-1]
        start = self._start(tree)
        if start is None or not (new or fragment):
            return tree
        base, end = start
        found = grown(base, end, tuple(one.text for one in new), tuple(one.id for one in new), self._model)
        return self._done(tree, written(found, found.at, fragment))

    def teach(
        self, tree: Tree, known: Known, request: TextGenerationRequest, result: TextGenerationResult
    ) -> None:
        """Remember the result's tokens for the text as it stands in the tree."""
        if self._leaf is None or not tree.has(self._leaf):
            return
        prompt, prefix = asked(tree.path(self._leaf), self._whose)
        count = len(result.tokens) - len(prefix)
        ids = tuple(token.id for token in result.tokens[count:])
        told = "".join(token.text for token in result.tokens[:count])
        if ids == prefix and (prefix or told == prompt):
            known.keep(self._model, request.precision, prompt, Telling(result.tokens, count, ids))

    def teach_live(self, known: Known, precision: str | None, live: Sequence[Token]) -> None:
        """Remember the tokens of a run that was stopped."""
        prompt, prefix = asked(self._base.path(self._node), self._whose)
        before = known.recall(self._model, precision, prompt, prefix)
        if before is None or before.ids != prefix or not live:
            return
        tokens, new = before.tokens + tuple(live), tuple(token.id for token in live)
        if self._whose == NOBODY:
            text = prompt + "".join(token.text for token in live)
            known.keep(self._model, precision, text, Telling(tokens, len(tokens), ()))
        else:
            known.keep(self._model, precision, prompt, Telling(tokens, before.given, prefix + new))

    def _start(self, tree: Tree) -> tuple[Tree, int] | None:
        """The tree and node to grow from; None if the place is gone."""
        if tree.nodes is self._latest.nodes:
            return self._base, self._node
        if not tree.has(self._node):
            return None
        return split(tree, self._node, self._length)

    def _done(self, before: Tree, after: Tree) -> Tree:
        """Keep the user's place if they have walked on."""
        self._leaf = after.at
        stayed = before.at == self._latest.at or not after.has(before.at)
        after = after if stayed else replace(after, at=before.at)
        self._latest = after
        return after
