"""The tree of texts: what it holds after each operation, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.contract import UserError
from app.core.schema import decode, dumps, encode
from app.demos.text_generation.contract import TextGenerationRequest, Token
from app.demos.text_generation.growth import Growth
from app.demos.text_generation.reading import Known, Telling, branched, shortened, shown
from app.demos.text_generation.state import TextGenerationState
from app.demos.text_generation.tree import (
    MOST_NODES,
    Node,
    Tree,
    asked,
    cut,
    edited,
    grown,
    parting,
    planted,
    pruned,
    renamed,
    respelled,
    split,
)
from app.demos.text_generation.tree_file import load_tree, save_tree

MODEL = "some-model"


def two_branches() -> Tree:
    """The cat sat on it / The cat sat under."""
    tree = grown(planted("The cat"), 0, (" sat", " on", " it"), (1, 2, 3), MODEL)
    return grown(tree, 0, (" sat", " under"), (1, 9), MODEL)


def texts(tree: Tree) -> set[str]:
    return {tree.text(leaf) for leaf in tree.leaves()}


def test_branches_share_what_they_have_in_common() -> None:
    tree = two_branches()
    assert texts(tree) == {"The cat sat on it", "The cat sat under"}
    assert sorted(node.text for node in tree.nodes) == [" on it", " sat", " under", "The cat"]
    assert tree.text() == "The cat sat under"


def test_the_same_run_twice_is_one_branch() -> None:
    tree = two_branches()
    again = grown(tree, 0, (" sat", " under"), (1, 9), MODEL)
    assert again == tree


def test_a_run_goes_on_in_its_own_node() -> None:
    tree = grown(planted("A"), 0, (" b",), (1,), MODEL)
    tree = grown(tree, tree.at, (" c",), (2,), MODEL)
    assert [node.ids for node in tree.nodes] == [(), (1, 2)]
    other = grown(tree, tree.at, (" d",), (3,), "another-model")
    assert [node.ids for node in other.nodes] == [(), (1, 2), (3,)]


def test_what_is_asked_of_which_model() -> None:
    tree = two_branches()
    assert asked(tree.path(), MODEL) == ("The cat", (1, 9))
    assert asked(tree.path(), None) == ("The cat", (1, 9))
    assert asked(tree.path(), "another-model") == ("The cat sat under", ())
    typed = edited(tree, "The cat sat under the tree")
    assert asked(typed.path(), MODEL) == ("The cat sat under the tree", ())


def test_an_edit_in_the_middle_is_a_branch_and_the_rest_stays() -> None:
    tree = two_branches()
    new = edited(tree, "The cat lay under")
    assert new.text() == "The cat lay under"
    assert texts(tree) < texts(new)
    inside = edited(tree, "The cat sat unde")  # the last token loses its last letter
    assert inside.text() == "The cat sat unde" and texts(tree) < texts(inside)
    shorter = edited(tree, "The cat sat")
    assert shorter.text() == "The cat sat" and shorter.node(shorter.at).ids == (1,)
    prompt = edited(tree, "The dog sat under")
    assert prompt.text() == "The dog sat under" and texts(tree) < texts(prompt)


def test_a_text_of_which_nothing_was_made_is_replaced() -> None:
    assert len(edited(planted("one"), "two").nodes) == 1


def test_pruning_and_joining() -> None:
    tree = two_branches()
    leaf = next(leaf for leaf in tree.leaves() if tree.text(leaf).endswith("under"))
    left = pruned(tree, leaf)
    assert texts(left) == {"The cat sat on it"} and left.text() == "The cat sat"
    with pytest.raises(ValueError, match="root"):
        pruned(tree, tree.nodes[0].id)


def test_names_stay_at_the_end_of_their_branch() -> None:
    tree = two_branches()
    named = renamed(tree, tree.at, "  the   sad one ")
    again, end = split(named, tree.at, 0)
    assert again.node(tree.at).name == "the sad one" and end != tree.at
    assert renamed(tree, tree.at, "x" * 500).node(tree.at).name == "x" * 80


def test_where_two_branches_part() -> None:
    tree = two_branches()
    first, second = tree.leaves()
    found = parting(tree, first, second)
    assert (found.common, {found.first, found.second}) == ("The cat sat", {" on it", " under"})


def test_texts_of_a_prefix_are_learned() -> None:
    tree = planted("A", (5, 6))
    assert tree.text() == "A"
    assert respelled(tree, tree.at, (" b", " c")).text() == "A b c"


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.lists(st.integers(0, 3), min_size=1, max_size=5), st.integers(0, 4)),
        max_size=12,
    )
)
@settings(max_examples=80, deadline=None)
def test_whatever_is_done_every_text_stays(steps: list[tuple[int, list[int], int]]) -> None:
    tree = planted("root")
    made = {"root"}
    for where, ids, kind in steps:
        node = tree.nodes[where % len(tree.nodes)]
        if kind == 0:
            tree, _ = split(tree, node.id, ids[0])
        elif kind == 1:
            before = tree.text(node.id)
            tree = edited(Tree(tree.nodes, node.id), before[: ids[0] * 2] + "!" + "".join(map(str, ids)))
            made = made if len(tree.nodes) > 1 else {tree.text()}
            made.add(tree.text())
        elif kind == 2:
            tree, end = cut(tree, ids[0] * 3, node.id)
            assert tree.text(end) == tree.text(node.id)[: ids[0] * 3]
        else:
            before = tree.text(node.id)
            tree = grown(tree, node.id, tuple(f" {one}" for one in ids), tuple(ids), MODEL)
            assert tree.text() == before + "".join(f" {one}" for one in ids)
            made.add(tree.text())
        Tree(tree.nodes, tree.at)  # the shape holds
        every = {tree.text(one.id) for one in tree.nodes}
        assert all(any(text.startswith(old) for text in every) for old in made)


@pytest.mark.parametrize(
    "nodes",
    [
        (),
        (Node(0, None), Node(0, 0)),
        (Node(0, None), Node(1, 2), Node(2, 1)),
        (Node(0, None), Node(1, None)),
        (Node(0, 0),),
        (Node(-1, None),),
        (Node(0, None), Node(1, 0, ("a",), (1, 2))),
        (Node(0, None, ("a",), (1,)),),
        (Node(0, None, ("a",), (), "", "n" * 81),),
        tuple(Node(number, number - 1 if number else None) for number in range(MOST_NODES + 1)),
    ],
    ids=[
        "none",
        "twice",
        "circle",
        "two roots",
        "own parent",
        "negative",
        "uneven",
        "drawn root",
        "name",
        "many",
    ],
)
def test_what_is_no_tree_is_refused(nodes: tuple[Node, ...]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Tree(nodes, nodes[0].id if nodes else 0)


def test_a_tree_file_comes_back(tmp_path: Path) -> None:
    state = TextGenerationState(tree=two_branches(), temperature=0.3, stop=("\n",), precision="int8")
    path = save_tree(tmp_path / "a.json", state)
    assert load_tree(path) == state
    assert json.loads(path.read_text("utf-8"))["schema"] == 1


def spoilt(change: Any) -> bytes:
    data = {
        "kind": "inkling text tree",
        "schema": 1,
        "inputs": encode(TextGenerationState(tree=two_branches())),
    }
    change(data)
    return dumps(data).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[1, 2]",
        b'{"kind": "other"}',
        b"[" * 100_000,
        spoilt(lambda data: data.update(schema=2)),
        spoilt(lambda data: data["inputs"].update(tree=7)),
        spoilt(lambda data: data["inputs"]["tree"].update(at=99)),
        spoilt(lambda data: data["inputs"]["tree"]["nodes"][1].update(parent=1)),
        spoilt(lambda data: data["inputs"].update(temperature="hot")),
        spoilt(lambda data: data["inputs"].update(extra=1)),
    ],
)
def test_hostile_tree_files_end_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        load_tree(path)
    assert path.name in str(caught.value) and str(caught.value).endswith((".", "?"))
    with pytest.raises(UserError):
        load_tree(tmp_path / "missing.json")


def test_the_state_goes_through_a_session() -> None:
    state = TextGenerationState(tree=two_branches(), draft="The cat\ud83d", at=2)
    assert decode(TextGenerationState, json.loads(dumps(state))) == state


def told(text: str, number: int, probability: float | None = 0.5) -> Token:
    return Token(text, number, probability, 1, 1.0, ())


def knowing() -> tuple[Known, Tree]:
    """A model that has told of "The cat" and two tokens after it."""
    known = Known()
    tokens = (told("", 0, None), told("The", 7), told(" cat", 8), told(" sat", 1), told(" under", 9))
    known.keep(MODEL, None, "The cat", Telling(tokens, 3, (1, 9)))
    return known, two_branches()


def test_what_was_told_is_laid_over_the_tree() -> None:
    known, tree = knowing()
    found, complete = shown(tree, MODEL, None, known)
    assert complete and [one.token.id for one in found] == [0, 7, 8, 1, 9]
    assert [one.drawn for one in found] == [False, False, False, True, True]
    assert [one.forks for one in found] == [False, False, False, False, True]
    other = next(leaf for leaf in tree.leaves() if leaf != tree.at)
    found, complete = shown(Tree(tree.nodes, other), MODEL, None, known)
    assert not complete and [one.told for one in found] == [True] * 4 + [False] * 2
    found, complete = shown(tree, "another-model", None, known)
    assert not complete and "".join(one.token.text for one in found) == "The cat sat under"


def test_branching_at_a_drawn_and_at_a_given_token() -> None:
    known, tree = knowing()
    found, _ = shown(tree, MODEL, None, known)
    drawn = branched(tree, found[4].place, " over", 30, MODEL)
    assert drawn.text() == "The cat sat over" and asked(drawn.path(), MODEL) == ("The cat", (1, 30))
    prompt = branched(tree, found[2].place, " dog", 31, MODEL)
    assert prompt.text() == "The dog" and asked(prompt.path(), MODEL) == ("The", (31,))
    assert texts(tree) < texts(drawn) and texts(tree) < texts(prompt)
    assert shortened(tree, found[4].place).text() == "The cat sat"


def test_a_part_of_a_character_adds_nothing_yet() -> None:
    known, tree = knowing()
    found, _ = shown(tree, MODEL, None, known)
    assert branched(tree, found[4].place, "‹E2 80›", 40, MODEL).text() == "The cat sat"


def test_a_growing_text_is_kept_again_and_again() -> None:
    tree = planted("A")
    growth = Growth(tree, MODEL)
    first = growth.grown(tree, [told(" b", 1)])
    second = growth.grown(first, [told(" b", 1), told(" c", 2)])
    assert second.text() == "A b c" and len(second.nodes) == 2
    # Renamed, or branched elsewhere, meanwhile: nothing is lost and nothing doubled.
    meanwhile = renamed(second, second.at, "mine")
    third = growth.grown(meanwhile, [told(" b", 1), told(" c", 2), told(" d", 3)])
    assert third.text() == "A b c d" and texts(third) == {"A b c d"}


def test_a_growing_text_does_not_take_the_reader_along() -> None:
    tree = two_branches()
    growth = Growth(tree, MODEL)
    other = next(leaf for leaf in tree.leaves() if leaf != tree.at)
    walked = Tree(tree.nodes, other)
    after = growth.grown(walked, [told(" me", 50)])
    assert after.at == other and "The cat sat under me" in texts(after)


def test_a_request_becomes_a_state_and_back() -> None:
    request = TextGenerationRequest("A", 5, 0.5, 3, 0.9, 0.1, 1.2, ("x",), 4, 2, "int8", (1, 2), lens=True)
    assert TextGenerationState().asking(request).request() == request
