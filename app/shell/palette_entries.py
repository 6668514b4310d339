"""What Ctrl+K offers: demos first, then models, then everything that menus and the page can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.core.contract import Demo
from app.shell.actions import Actions, shortcut_text
from app.shell.memory_meter import size
from app.shell.palette_list import Entry
from model_zoo.cards import Card

#: Already at hand while the palette is open.
_LEFT_OUT = {"palette"}


def entries(
    demos: Iterable[Demo],
    cards: Iterable[Card],
    actions: Actions,
    exports: Iterable[QAction],
    devices: Iterable[QAction],
    dtypes: Iterable[QAction],
    show_demo: Callable[[str], object],
    use_model: Callable[[Card], object],
) -> list[Entry]:
    """Collect the entries as they are now; actions that are switched off are left out."""
    found = [
        Entry(
            "Demo", demo.title, f"{demo.group} · {demo.summary}", "demo", partial(_call, show_demo, demo.id)
        )
        for demo in demos
    ]
    for card in cards:
        detail = f"{card.source} · {size(card.bytes)} · {card.summary}"
        found.append(Entry("Model", card.title, detail, "model", partial(_call, use_model, card)))
    for action in actions:
        if action.isEnabled() and action.objectName() not in _LEFT_OUT:
            tip = action.statusTip()
            detail = "" if tip == action.text() else tip
            found.append(
                Entry("Command", _plain(action), detail, "command", action.trigger, shortcut_text(action))
            )
    for action in exports:
        found += [
            Entry("Export", " › ".join(words), "", "export", leaf.trigger)
            for words, leaf in _leaves(action, ())
            if leaf.isEnabled()
        ]
    for kind, choices in (("Device", devices), ("Precision", dtypes)):
        found += [Entry("Command", f"{kind}: {_plain(one)}", "", "chip", one.trigger) for one in choices]
    return found


def _call(function: Callable[..., object], argument: object) -> None:
    function(argument)


def _plain(action: QAction) -> str:
    return action.text().replace("&", "").rstrip("…")


def _leaves(action: QAction, above: tuple[str, ...]) -> list[tuple[tuple[str, ...], QAction]]:
    """Follow sub-menus down to what can be triggered."""
    if action.isSeparator():
        return []
    menu = action.menu()
    words = (*above, _plain(action))
    if not isinstance(menu, QMenu):
        return [(words, action)]
    return [leaf for inner in menu.actions() for leaf in _leaves(inner, words)]
