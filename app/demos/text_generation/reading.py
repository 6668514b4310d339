"""The text on show as tokens: what models have told of it, and where each token lies in the tree. No Qt."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from app.demos.text_generation.contract import TextGenerationRequest, TextGenerationResult, Token
from app.demos.text_generation.tree import Node, Tree, asked, cut, grown, split

#: Tokens that are kept, with their alternatives; the oldest texts go first.
_REMEMBERED = 30_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a token begins: `offset` tokens into a drawn node, or `characters` into the path's text."""

    node: int | None
    offset: int = 0
    characters: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A token of the text on show. `told` says that a model has told of it; one that is not has no beliefs."""

    token: Token
    place: Place
    told: bool
    drawn: bool  # by a model, whenever that was
    forks: bool  # other branches leave the text before it


@dataclass(frozen=True, slots=True)
class Telling:
    """The tokens that a model told of a prompt and a prefix: `given` are the prompt's, the others have the ids."""

    tokens: tuple[Token, ...]
    given: int
    ids: tuple[int, ...]


class Known:
    """Remembers what models told, so that a walk through the tree asks nothing twice."""

    def __init__(self) -> None:
        self._told: OrderedDict[tuple[object, ...], list[Telling]] = OrderedDict()
        self.told = 0  # how often something was told: what is shown may have changed since

    def remember(
        self, model: str | None, request: TextGenerationRequest, result: TextGenerationResult
    ) -> None:
        """Keep an answer's tokens."""
        given = result.prompt_tokens - len(request.prefix)
        ids = tuple(token.id for token in result.tokens[given:])
        self.keep(model, request.precision, request.prompt, Telling(result.tokens, given, ids))

    def keep(self, model: str | None, precision: str | None, prompt: str, telling: Telling) -> None:
        """Keep the tokens of a prompt and what follows it."""
        self.told += 1
        key = (model, precision, prompt)
        found = self._told.setdefault(key, [])
        # What is a beginning of the new one is told by it too.
        found[:] = [one for one in found if telling.ids[: len(one.ids)] != one.ids]
        found.append(telling)
        self._told.move_to_end(key)
        every = [one for tellings in self._told.values() for one in tellings]
        held = sum(len(one.tokens) for one in every)
        while held > _REMEMBERED and every[0] is not telling:
            oldest = next(iter(self._told.values()))
            held -= len(oldest.pop(0).tokens)
            every.pop(0)
            if not oldest:
                self._told.popitem(last=False)

    def recall(
        self, model: str | None, precision: str | None, prompt: str, prefix: tuple[int, ...]
    ) -> Telling | None:
        """What is known of a prompt and as much of the prefix as possible; None if nothing is."""
        best: Telling | None = None
        for one in self._told.get((model, precision, prompt), []):
            pairs = zip(one.ids, prefix, strict=False)
            same = next(
                (place for place, (a, b) in enumerate(pairs) if a != b), min(len(one.ids), len(prefix))
            )
            if best is None or same > len(best.ids):
                best = Telling(one.tokens[: one.given + same], one.given, one.ids[:same])
        return best


def spelling(
    tree: Tree, model: str | None, precision: str | None, known: Known, whose: str | None = None
) -> tuple[str, tuple[int, ...]]:
    """The prompt and prefix by which the text on show is known: with the model's own ids, or as `whose` says."""
    path = tree.path()
    own = asked(path, model)
    if whose is None or whose == model or _is_known(known, model, precision, own):
        return own
    other = asked(path, whose)
    return other if _is_known(known, model, precision, other) else own


def _is_known(
    known: Known, model: str | None, precision: str | None, text: tuple[str, tuple[int, ...]]
) -> bool:
    telling = known.recall(model, precision, *text)
    return telling is not None and telling.ids == text[1]


def shown(
    tree: Tree, model: str | None, precision: str | None, known: Known, whose: str | None = None
) -> tuple[list[Shown], bool]:
    """The tokens of the text on show, and whether a model has told of all of them.

    `whose` ids the model was asked with, if not with its own.
    """
    path = tree.path()
    prompt, prefix = spelling(tree, model, precision, known, whose)
    telling = known.recall(model, precision, prompt, prefix)
    starts = _starts(path)
    forks = _forks(tree, path)
    tail = _tail(path, len(prefix))
    if telling is None:
        found = _untold(path[: len(path) - len(tail)], forks)
    else:
        found = _prompt_tokens(telling, prompt, path, starts, forks)
    done = 0
    for node in tail:
        for offset, (text, number) in enumerate(zip(node.texts, node.ids, strict=True)):
            place = Place(node.id, offset)
            leaves = offset == 0 and node.id in forks
            if telling is not None and done < len(telling.ids):
                token = telling.tokens[telling.given + done]
                found.append(Shown(token, place, True, True, leaves))
            else:
                found.append(Shown(bare(text, number), place, False, True, leaves))
            done += 1
    return found, telling is not None and len(telling.ids) == len(prefix)


def bare(text: str, number: int = -1) -> Token:
    """A token of which nothing is known but what it adds."""
    return Token(text, number, None, None, None, ())


def branched(tree: Tree, place: Place, text: str, number: int, model: str) -> Tree:
    """The tree with another token at a place of the text on show."""
    if place.node is not None:
        tree, end = split(tree, place.node, place.offset)
    else:
        tree, end = cut(tree, place.characters)
    return grown(tree, end, (raw(text),), (number,), model)


def shortened(tree: Tree, place: Place) -> Tree:
    """The tree with the text before a place on show."""
    tree, end = (
        split(tree, place.node, place.offset) if place.node is not None else cut(tree, place.characters)
    )
    return Tree(tree.nodes, end)


def raw(told: str) -> str:
    """What an alternative adds to the text: a part of a character adds nothing yet."""
    return "" if told.startswith("‹") and told.endswith("›") else told


def _tail(path: tuple[Node, ...], tokens: int) -> tuple[Node, ...]:
    """The last nodes of a path, which hold so many tokens."""
    first = len(path)
    while tokens > 0:
        first -= 1
        tokens -= len(path[first].ids)
    return path[first:]


def _starts(path: Sequence[Node]) -> list[int]:
    starts, done = [], 0
    for node in path:
        starts.append(done)
        done += len(node.text)
    return starts


def _forks(tree: Tree, path: Sequence[Node]) -> frozenset[int]:
    """Nodes of a path beside which others begin."""
    siblings: dict[int | None, int] = {}
    for node in tree.nodes:
        siblings[node.parent] = siblings.get(node.parent, 0) + 1
    return frozenset(node.id for node in path if siblings[node.parent] > 1)


def _untold(path: Sequence[Node], forks: frozenset[int]) -> list[Shown]:
    found, done = [], 0
    for node in path:
        for place, text in enumerate(node.texts):
            leaves = place == 0 and node.id in forks
            if text:
                number = -1 if node.written else node.ids[place]
                found.append(Shown(bare(text, number), Place(None, 0, done), False, not node.written, leaves))
            done += len(text)
    return found


def _prompt_tokens(
    telling: Telling, prompt: str, path: Sequence[Node], starts: list[int], forks: frozenset[int]
) -> list[Shown]:
    """The prompt's tokens with their places in it; marks that a tokenizer adds take no room."""
    borders = [start for node, start in zip(path, starts, strict=True) if node.id in forks]
    found, at, number = [], 0, 0
    for token in telling.tokens[: telling.given]:
        end = _end(prompt, at, token)
        while number + 1 < len(path) and starts[number + 1] <= at:
            number += 1
        leaves = any(at <= border < max(end, at + 1) for border in borders) and end > at
        found.append(Shown(token, Place(None, 0, at), True, not path[number].written, leaves))
        at = end
    return found


def _end(prompt: str, at: int, token: Token) -> int:
    """Where a token's text ends in the prompt, if it begins at `at`."""
    for spelled in (token.text, token.piece) if token.special else (token.text,):
        if spelled and prompt.startswith(spelled, at):
            return at + len(spelled)
    return at if token.special else min(len(prompt), at + len(token.text))
