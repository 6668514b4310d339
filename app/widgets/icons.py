"""Icons: hand-written SVG lines, coloured in the role they play and redrawn when the theme changes."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.core.paths import resources

Iconic = QAbstractButton | QAction

#: Drawn in these sizes (px): for the usual and the doubled density.
_SIZES = (16, 32)

#: The dynamic property that remembers a target's icon: Qt keeps it as long as the target itself.
_BOUND = "inkling_icon"


def bind(target: Iconic, name: str, role: str) -> None:
    """Give `target` the icon `name` in the colour of the palette's `role`, now and after theme changes."""
    target.setProperty(_BOUND, f"{name} {role}")
    _paint(target, name, role)


def repaint_all() -> None:
    """Draw every bound icon again, in the colours in use."""
    seen: set[int] = set()
    for widget in QApplication.allWidgets():
        for target in (widget, *widget.actions()):
            bound = target.property(_BOUND)
            if bound and id(target) not in seen and isinstance(target, (QAbstractButton, QAction)):
                seen.add(id(target))
                _paint(target, *str(bound).split())


def icon(name: str, colour: QColor, disabled: QColor | None = None) -> QIcon:
    """Give the icon `name` of resources/icons in one colour. Raises FileNotFoundError for an unknown name."""
    return _icon(name, colour.name(), disabled.name() if disabled is not None else None)


@cache
def _icon(name: str, colour: str, disabled: str | None) -> QIcon:
    source = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    result = QIcon()
    modes = [(QIcon.Mode.Normal, colour)]
    if disabled is not None:
        modes.append((QIcon.Mode.Disabled, disabled))
    for mode, ink in modes:
        renderer = QSvgRenderer(QByteArray(source.replace("currentColor", ink).encode()))
        for size in _SIZES:
            result.addPixmap(_draw(renderer, size), mode)
    return result


def _draw(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def _paint(target: Iconic, name: str, role: str) -> None:
    from app.widgets import theme

    colours = theme.palette()
    target.setIcon(icon(name, getattr(colours, role), colours.disabled))
