"""Branches of a text as a compressed tree: a node holds a run of tokens, its path to the root is a text.

A node is either written by a person (one text, no ids: every model cuts it in its own way) or drawn by a model
(ids of that model's vocabulary, with the text that each adds). Everything here is immutable and knows no Qt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

MOST_NODES = 5_000
MOST_TOKENS = 500_000
MOST_CHARACTERS = 8_000_000
LONGEST_NAME = 80

#: Stands for models of different vocabularies: none of them can be given ids.
NOBODY = "?"


@dataclass(frozen=True, slots=True)
class Node:
    """`texts` has one entry for each of `ids`; a written node has one text and no ids.

    `model` is the spec of the model whose ids they are; "" stands for whichever is asked.
    """

    id: int
    parent: int | None
    texts: tuple[str, ...] = ("",)
    ids: tuple[int, ...] = ()
    model: str = ""
    name: str = ""

    @property
    def text(self) -> str:
        """What the node adds to the text."""
        return "".join(self.texts)

    @property
    def written(self) -> bool:
        """Whether a person wrote it."""
        return not self.ids

    @property
    def length(self) -> int:
        """Units at which it can be split: tokens, or characters of a written text."""
        return len(self.ids) or len(self.texts[0])


@dataclass(frozen=True, slots=True)
class Tree:
    """Nodes, parents before their children, the first one the root; `at` is the end of the text on show.

    Raises ValueError for what is no tree or larger than any that this program makes.
    """

    nodes: tuple[Node, ...] = (Node(0, None),)
    at: int = 0

    def __post_init__(self) -> None:
        """Check the shape: sessions and tree files come from anywhere."""
        if not 0 < len(self.nodes) <= MOST_NODES:
            raise ValueError(f"a tree has 1 to {MOST_NODES:,} nodes, not {len(self.nodes):,}")
        known: set[int] = set()
        tokens = characters = 0
        for node in self.nodes:
            if node.id in known or not 0 <= node.id < 2**53:
                raise ValueError(f"the node {node.id} is there twice or has no proper number")
            if (node.parent is None) is bool(known) or (node.parent is not None and node.parent not in known):
                raise ValueError(f"the node {node.id} has no parent before it")
            if len(node.texts) != max(1, len(node.ids)):
                raise ValueError(f"the node {node.id} has {len(node.ids)} ids and {len(node.texts)} texts")
            if len(node.name) > LONGEST_NAME:
                raise ValueError(f"the node {node.id} has a name of {len(node.name)} characters")
            known.add(node.id)
            tokens += len(node.ids)
            characters += sum(map(len, node.texts))
        if not self.nodes[0].written:
            raise ValueError("the first node is no written text")
        if self.at not in known:
            raise ValueError(f"the node {self.at} on show is not there")
        if tokens > MOST_TOKENS or characters > MOST_CHARACTERS:
            raise ValueError(f"it holds {tokens:,} tokens and {characters:,} characters, which is too many")

    def node(self, number: int) -> Node:
        """The node of this id; KeyError if there is none."""
        for node in self.nodes:
            if node.id == number:
                return node
        raise KeyError(number)

    def has(self, number: int) -> bool:
        """Whether there is a node of this id."""
        return any(node.id == number for node in self.nodes)

    def path(self, number: int | None = None) -> tuple[Node, ...]:
        """The nodes from the root to this one (None: the one on show)."""
        by_id = {node.id: node for node in self.nodes}
        here: Node | None = by_id[self.at if number is None else number]
        found: list[Node] = []
        while here is not None:
            found.append(here)
            here = by_id[here.parent] if here.parent is not None else None
        return tuple(reversed(found))

    def text(self, number: int | None = None) -> str:
        """The text from the root to the end of this node."""
        return "".join(node.text for node in self.path(number))

    def children(self, number: int) -> tuple[Node, ...]:
        """The nodes that go on from this one, in the order in which they came."""
        return tuple(node for node in self.nodes if node.parent == number)

    def outline(self) -> Iterator[tuple[Node, int]]:
        """Every node with its depth, each followed by its children."""
        below: dict[int | None, list[Node]] = {}
        for node in self.nodes:
            below.setdefault(node.parent, []).append(node)
        stack = [(self.nodes[0], 0)]
        while stack:
            node, depth = stack.pop()
            yield node, depth
            stack += [(child, depth + 1) for child in reversed(below.get(node.id, []))]

    def leaves(self) -> list[int]:
        """Ids of the nodes where a text ends, in the order of the outline."""
        parents = {node.parent for node in self.nodes}
        return [node.id for node, _ in self.outline() if node.id not in parents]

    def free_id(self) -> int:
        """An id that no node has."""
        return 1 + max(node.id for node in self.nodes)


def planted(text: str, prefix: tuple[int, ...] = ()) -> Tree:
    """A tree of one written text, and the tokens of a request's prefix behind it, whose texts are not known yet."""
    root = Node(0, None, (text,))
    if not prefix:
        return Tree((root,), 0)
    return Tree((root, Node(1, 0, ("",) * len(prefix), prefix)), 1)


def asked(path: tuple[Node, ...], model: str | None) -> tuple[str, tuple[int, ...]]:
    """The prompt and the prefix that make `model` read a path exactly.

    Ids of another model mean nothing to it: up to the last of them, and the last written text, the path is given
    as text. None trusts all ids, NOBODY none.
    """
    last = 0
    for number, node in enumerate(path):
        foreign = model == NOBODY or (model is not None and node.model not in ("", model))
        if node.written or foreign:
            last = number
    prompt = "".join(node.text for node in path[: last + 1])
    return prompt, tuple(one for node in path[last + 1 :] for one in node.ids)


def split(tree: Tree, number: int, offset: int) -> tuple[Tree, int]:
    """The tree with a node that ends `offset` tokens (written: characters) into this one, and that node's id.

    The lower part keeps the id, so that a branch's name stays at its end.
    """
    node = tree.node(number)
    if offset >= node.length:
        return tree, number
    if offset <= 0 and node.parent is not None:
        return tree, node.parent
    offset = max(0, offset)
    fresh = tree.free_id()
    if node.written:
        upper = Node(fresh, node.parent, (node.text[:offset],))
        lower = replace(node, parent=fresh, texts=(node.text[offset:],))
    else:
        upper = Node(fresh, node.parent, node.texts[:offset], node.ids[:offset], node.model)
        lower = replace(node, parent=fresh, texts=node.texts[offset:], ids=node.ids[offset:])
    place = tree.nodes.index(node)
    return replace(tree, nodes=(*tree.nodes[:place], upper, lower, *tree.nodes[place + 1 :])), fresh


def grown(tree: Tree, number: int, texts: tuple[str, ...], ids: tuple[int, ...], model: str) -> Tree:
    """The tree with these tokens behind a node, and on show. What stands there already is walked, not doubled."""
    while ids:
        for child in tree.children(number):
            if child.ids[:1] == ids[:1] and child.model in ("", model):
                break
        else:
            return _attached(tree, number, texts, ids, model)
        pairs = zip(child.ids, ids, strict=False)
        same = next((place for place, (one, other) in enumerate(pairs) if one != other), None)
        shared = min(len(child.ids), len(ids)) if same is None else same
        tree, number = split(tree, child.id, shared)
        texts, ids = texts[shared:], ids[shared:]
    return replace(tree, at=number)


def _attached(tree: Tree, number: int, texts: tuple[str, ...], ids: tuple[int, ...], model: str) -> Tree:
    node = tree.node(number)
    if not node.written and node.model == model and not tree.children(number):
        longer = replace(node, texts=node.texts + texts, ids=node.ids + ids)
        return replace(tree, nodes=_with(tree, longer), at=number)
    child = Node(tree.free_id(), number, texts, ids, model)
    return Tree((*tree.nodes, child), child.id)


def written(tree: Tree, number: int, text: str) -> Tree:
    """The tree with a written text behind a node, and on show."""
    if not text:
        return replace(tree, at=number)
    for child in tree.children(number):
        if child.written and child.text == text:
            return replace(tree, at=child.id)
    node = tree.node(number)
    if node.written and not tree.children(number):
        longer = replace(node, texts=(node.text + text,))
        return replace(tree, nodes=_with(tree, longer), at=number)
    child = Node(tree.free_id(), number, (text,))
    return Tree((*tree.nodes, child), child.id)


def cut(tree: Tree, characters: int, number: int | None = None) -> tuple[Tree, int]:
    """The tree with a node that ends so many characters into a path, and that node's id.

    A token that the place falls into is kept by its first characters, as written text.
    """
    done = 0
    path = tree.path(number)
    for node in path:
        if done + len(node.text) < characters:
            done += len(node.text)
            continue
        if node.written:
            return split(tree, node.id, characters - done)
        for place, text in enumerate(node.texts):
            if done + len(text) > characters or done == characters:
                tree, end = split(tree, node.id, place)
                part = written(tree, end, text[: characters - done])
                return part, part.at
            done += len(text)
        return tree, node.id
    return tree, path[-1].id


def edited(tree: Tree, text: str) -> Tree:
    """The tree with `text` on show: a branch that leaves the text on show where the two part."""
    before = tree.text()
    if text == before:
        return tree
    same = next(
        (place for place, (one, other) in enumerate(zip(before, text, strict=False)) if one != other),
        min(len(before), len(text)),
    )
    whole = tree.nodes
    if len(whole) == 1:  # nothing has been made of it yet: there is nothing to keep
        return Tree((replace(whole[0], texts=(text,)),), whole[0].id)
    boundary = _boundary(tree.path(), same)
    tree, end = cut(tree, boundary)
    return written(tree, end, text[boundary:])


def _boundary(path: tuple[Node, ...], characters: int) -> int:
    """The last place up to `characters` that is no inside of a token."""
    done = 0
    for node in path:
        if node.written:
            if done + len(node.text) >= characters:
                return characters
            done += len(node.text)
            continue
        for text in node.texts:
            if done + len(text) > characters:
                return done
            done += len(text)
    return done


def pruned(tree: Tree, number: int) -> Tree:
    """The tree without a node and all that goes on from it; ValueError for the root."""
    node = tree.node(number)
    if node.parent is None:
        raise ValueError("the root cannot be pruned")
    gone = {number}
    for other in tree.nodes:
        if other.parent in gone:
            gone.add(other.id)
    kept = tuple(other for other in tree.nodes if other.id not in gone)
    return _joined(Tree(kept, node.parent if tree.at in gone else tree.at), node.parent)


def _joined(tree: Tree, number: int) -> Tree:
    """The tree with a node and its only child made one, where both are of a kind and nothing is lost by it."""
    node, below = tree.node(number), tree.children(number)
    if len(below) != 1 or node.name or tree.at == number:
        return tree
    child = below[0]
    if node.written != child.written or node.model != child.model:
        return tree
    texts = (node.text + child.text,) if node.written else node.texts + child.texts
    one = replace(child, parent=node.parent, texts=texts, ids=node.ids + child.ids)
    kept = tuple(one if other.id == number else other for other in tree.nodes if other.id != child.id)
    return replace(tree, nodes=kept)


def renamed(tree: Tree, number: int, name: str) -> Tree:
    """The tree with a node called `name`, cut to the longest that a name may be."""
    node = replace(tree.node(number), name=" ".join(name.split())[:LONGEST_NAME])
    return replace(tree, nodes=_with(tree, node))


def respelled(tree: Tree, number: int, texts: tuple[str, ...]) -> Tree:
    """The tree with the texts of the last drawn tokens up to a node's end as a model has now told them."""
    left = texts
    for node in reversed(tree.path(number)):
        if node.written or not left:
            break
        own, left = left[-len(node.ids) :], left[: -len(node.ids)]
        if len(own) == len(node.ids) and own != node.texts:
            tree = replace(tree, nodes=_with(tree, replace(node, texts=own)))
    return tree


def _with(tree: Tree, node: Node) -> tuple[Node, ...]:
    return tuple(node if other.id == node.id else other for other in tree.nodes)


@dataclass(frozen=True, slots=True)
class Parting:
    """Where two branches part: what both have, and how each goes on (texts of the tokens, or pieces of text)."""

    common: str
    first: str
    second: str


def parting(tree: Tree, first: int, second: int) -> Parting:
    """Compare the texts of two nodes up to their ends. They part between tokens, wherever both have tokens."""
    one, other = tree.path(first), tree.path(second)
    same = 0
    while same < min(len(one), len(other)) and one[same].id == other[same].id:
        same += 1
    common = "".join(node.text for node in one[:same])
    left, right = ("".join(node.text for node in path[same:]) for path in (one, other))
    if same < min(len(one), len(other)) and one[same].written and other[same].written:
        also = 0
        while also < min(len(left), len(right)) and left[also] == right[also]:
            also += 1
        common, left, right = common + left[:also], left[also:], right[also:]
    return Parting(common, left, right)
