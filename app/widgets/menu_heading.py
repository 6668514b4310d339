"""A heading within a menu. Qt's own sections lose their words as soon as a style sheet is in use."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu


def add_heading(menu: QMenu, words: str) -> None:
    """Add a line that names what follows, apart from what stands above it."""
    if not menu.isEmpty():
        menu.addSeparator()
    menu.addAction(words).setEnabled(False)
