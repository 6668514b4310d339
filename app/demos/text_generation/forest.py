"""The tree on the page: its outline, what can be done to it, and two branches side by side."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.demos.text_generation.branches_view import BranchesView
from app.demos.text_generation.state import TextGenerationState
from app.demos.text_generation.tree import LONGEST_NAME, Tree
from app.demos.text_generation.tree_view import TreeView
from app.widgets import theme

_HINT = "Alt+↑ ↓ walks the branches, F2 names one, Delete prunes it, C compares it with the text on show."


class Forest(QWidget):
    """Signals carry ids of nodes; the page changes its state by them."""

    walked = Signal(int)
    named = Signal(int, str)
    pruned = Signal(int)
    compared = Signal(int)  # -1: close the comparison
    save_wanted = Signal()
    open_wanted = Signal()
    text_wanted = Signal()
    figure_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tree = Tree()
        heading = QLabel("Branches")
        heading.setProperty("role", "heading")
        self.count = QLabel()
        self.count.setProperty("role", "caption")
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setWordWrap(True)
        self.count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.menu_button = QToolButton()
        self.menu_button.setText("Tree")
        self.menu_button.setToolTip("Save, open and export the tree; name, prune and compare branches")
        self.menu_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        theme.set_icon(self.menu_button, "branch")
        self.menu = QMenu(self.menu_button)
        self.menu_button.setMenu(self.menu)
        self.view = TreeView()
        self.branches = BranchesView()
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(heading)
        top.addWidget(self.count, 1)
        top.addWidget(self.menu_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.view)
        layout.addWidget(self.branches)
        self.menu.aboutToShow.connect(self._fill)
        self.view.walked.connect(self.walked)
        self.view.rename_wanted.connect(self.ask_name)
        self.view.prune_wanted.connect(self.pruned)
        self.view.compare_wanted.connect(self._compare)
        self.view.menu_wanted.connect(self._popup)
        self.branches.closed.connect(lambda: self.compared.emit(-1))

    def show_state(self, state: TextGenerationState) -> None:
        """Follow the page's state."""
        self._tree = state.tree
        self.view.show_tree(state.tree, state.compared)
        leaves = len(state.tree.leaves())
        several = leaves > 1
        words = f"{leaves} texts in {len(state.tree.nodes)} runs. {_HINT}" if several else ""
        self.count.setText(
            words or "One text so far: pick another token beside it, or edit it, and it becomes two."
        )
        self.view.setVisible(len(state.tree.nodes) > 1)

    def ask_name(self, node: int) -> None:
        """Ask for a branch's name."""
        if not self._tree.has(node):
            return
        dialog = QInputDialog(self)
        dialog.setWindowTitle("Name a branch")
        dialog.setLabelText("Name of this branch (empty: none)")
        dialog.setTextValue(self._tree.node(node).name)
        dialog.textValueSelected.connect(lambda name: self.named.emit(node, name[:LONGEST_NAME]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _compare(self, node: int) -> None:
        self.compared.emit(node)

    def _popup(self, at: QPoint) -> None:
        self._fill()
        self.menu.popup(at)

    def _fill(self) -> None:
        """Offer what can be done now."""
        tree, menu = self._tree, self.menu
        menu.clear()
        at = tree.at
        menu.addAction("Name this branch…\tF2").triggered.connect(lambda: self.ask_name(at))
        prune = menu.addAction("Prune this branch\tDel")
        prune.setEnabled(tree.node(at).parent is not None)
        prune.triggered.connect(lambda: self.pruned.emit(at))
        beside = menu.addMenu("Compare with")
        others = [leaf for leaf in tree.leaves() if leaf != at][:30]
        beside.setEnabled(bool(others))
        for leaf in others:
            node = tree.node(leaf)
            words = node.name or " ".join(node.text.split())[:50] or f"branch {leaf}"
            beside.addAction(words.replace("&", "&&")).triggered.connect(
                lambda _checked=False, leaf=leaf: self.compared.emit(leaf)
            )
        menu.addSeparator()
        menu.addAction("Save tree…").triggered.connect(self.save_wanted)
        menu.addAction("Open tree…").triggered.connect(self.open_wanted)
        menu.addSeparator()
        menu.addAction("Save this text…").triggered.connect(self.text_wanted)
        menu.addAction("Save the tree as a figure…").triggered.connect(self.figure_wanted)
