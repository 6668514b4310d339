"""What can be done to the tree from the page: branch, walk, prune, compare, keep the other model's text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.demos.text_generation.reading import branched, raw, shortened
from app.demos.text_generation.state import TextGenerationState
from app.demos.text_generation.tree import cut, edited, grown, pruned, renamed

if TYPE_CHECKING:
    from app.demos.text_generation.page import TextGenerationPage


class Branching(QObject):
    """Changes the page's state; nothing here while new tokens are being drawn."""

    def __init__(self, page: TextGenerationPage) -> None:
        super().__init__(page)
        self._page = page
        self.begun: int | None = None  # tokens of the text on show before the last run

    def _free(self) -> bool:
        return not self._page.generating and self._state.draft is None

    @property
    def _state(self) -> TextGenerationState:
        state = self._page.state()
        assert isinstance(state, TextGenerationState)
        return state

    @Slot(int, str, int, bool)
    def branch(self, index: int, text: str, number: int, go_on: bool) -> None:
        """Put another token at a place of the text; what stood there stays as a branch."""
        if not self._free():
            return
        page, tree = self._page, self._state.tree
        places, model = page.both()[0].places, page.slots[0].spec or ""
        if index < len(places):
            tree = branched(tree, places[index].place, text, number, model)
        else:
            tree = grown(tree, tree.at, (raw(text),), (number,), model)
        page.change(tree=tree, at=None)
        if go_on:
            page.generate()

    @Slot()
    def another(self) -> None:
        """Draw again with the next seed, from the token looked at or from where the last run began."""
        if not self._free():
            return
        page, state = self._page, self._state
        panel = page.both()[0]
        places = panel.places
        drawn = next((at for at, one in enumerate(places) if one.drawn), len(places))
        begin = panel.at if panel.at is not None else self.begun
        begin = drawn if begin is None or begin >= len(places) else begin
        tree = shortened(state.tree, places[begin].place) if begin < len(places) else state.tree
        page.change(tree=tree, seed=state.seed + 1, at=None)
        page.generate()

    @Slot(int, str, int, bool)
    def branch_second(self, index: int, text: str, number: int, go_on: bool) -> None:
        """Branch in the second model's text."""
        record = self._page.record(1)
        if record is None or not self._free():
            return
        given = record.result.prompt_tokens
        kept = [(token.text, token.id) for token in record.result.tokens[given:index]]
        if index >= given:
            self._graft([*kept, (raw(text), number)])
            if go_on:
                self._page.generate()

    @Slot()
    def keep_second(self) -> None:
        """Put the second model's text into the tree."""
        record = self._page.record(1)
        if record is not None and self._free():
            new = record.result.tokens[record.result.prompt_tokens :]
            self._graft([(token.text, token.id) for token in new])

    def _graft(self, tokens: list[tuple[str, int]]) -> None:
        """Put the second model's tokens behind the text that both were given."""
        page, tree = self._page, self._state.tree
        record = page.record(1)
        if record is None or not tokens:
            return
        given = "".join(token.text for token in record.result.tokens[: record.result.prompt_tokens])
        nodes = [tree.node(tree.at), *reversed(tree.nodes)]
        leaf = next((node.id for node in nodes if tree.text(node.id).startswith(given)), None)
        if leaf is None:
            return
        tree, end = cut(tree, len(given), leaf)
        texts, ids = zip(*tokens, strict=True)
        page.change(tree=grown(tree, end, texts, ids, page.slots[1].spec or ""), at=None)

    @Slot(int)
    def walk(self, node: int) -> None:
        """Show another branch: a way of looking, no step of undo. A text that is being edited stays as a branch."""
        state, page = self._state, self._page
        if page.generating or not state.tree.has(node):
            return
        if state.draft is not None:
            self.begun = None
            page.change(tree=replace(edited(state.tree, state.draft), at=node), draft=None, at=None)
        elif node != state.tree.at:
            self.begun = None
            page.change_quietly(tree=replace(state.tree, at=node), at=None)

    def walk_leaves(self, step: int) -> None:
        """Go to the next text (1) or the one before (-1), in the order of the outline."""
        tree = self._state.tree
        leaves = tree.leaves()
        here = tree.at
        while here not in leaves:
            here = tree.children(here)[0].id
        self.walk(leaves[(leaves.index(here) + step) % len(leaves)])

    @Slot(int, str)
    def name(self, node: int, name: str) -> None:
        """Name a branch."""
        if self._state.tree.has(node):
            self._page.change(tree=renamed(self._state.tree, node, name))

    @Slot(int)
    def prune(self, node: int) -> None:
        """Take a branch away; undo brings it back."""
        state = self._state
        if self._free() and state.tree.has(node) and state.tree.node(node).parent is not None:
            left = pruned(state.tree, node)
            kept = state.compared is not None and left.has(state.compared)
            self._page.change(tree=left, at=None, compared=state.compared if kept else None)

    @Slot(int)
    def compare(self, node: int) -> None:
        """Put a branch beside the text on show; -1, or the same one again, closes the comparison."""
        state = self._state
        other = node if state.tree.has(node) and node not in (state.tree.at, state.compared) else None
        self._page.change_quietly(compared=other)
