"""Find text that does not fit where it is shown: what a screenshot would show cut off."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QSplitterHandle,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

#: Rounding of fractional text widths.
SLACK = 1


def clipped(root: QWidget) -> list[str]:
    """Give one sentence for each visible widget of `root` whose text is cut off."""
    found: list[str] = []
    for widget in [root, *root.findChildren(QWidget)]:
        if widget.isVisibleTo(root) and not isinstance(widget, QSplitterHandle):
            found.extend(f"{_name(widget, root)}: {problem}" for problem in _problems(widget, root))
    return found


def _problems(widget: QWidget, root: QWidget) -> Iterator[str]:
    needed = _needed(widget)
    given = widget.size()
    if needed.width() > given.width() + SLACK:
        yield f"needs a width of {needed.width()}, has {given.width()}"
    if needed.height() > given.height() + SLACK:
        yield f"needs a height of {needed.height()}, has {given.height()}"
    if _shows_text(widget) and widget is not root:
        outside = _outside(widget)
        if outside:
            yield outside


def _needed(widget: QWidget) -> QSize:
    """Give the least size at which the widget's own text is whole; empty where it has none."""
    if isinstance(widget, QLabel):
        return _label(widget)
    if isinstance(widget, QAbstractButton):
        return _button(widget)
    if isinstance(widget, QComboBox):
        return _combo(widget)
    if isinstance(widget.parentWidget(), QAbstractSpinBox):
        return QSize(0, 0)  # the entry inside: it has its box's frame, and its size hint knows nothing of it
    if isinstance(widget, QLineEdit):
        # Long entries scroll; a placeholder does not.
        if widget.text() or not widget.placeholderText():
            return QSize(0, widget.minimumSizeHint().height())
        text = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        return QSize(text + 6, widget.minimumSizeHint().height())
    if isinstance(widget, QTabBar):
        return QSize(0, widget.minimumSizeHint().height())
    if isinstance(widget, QGroupBox):
        return QSize(widget.fontMetrics().horizontalAdvance(widget.title()), 0)
    return QSize(0, 0)


def _label(label: QLabel) -> QSize:
    if not label.text():
        return QSize(0, 0)
    if label.wordWrap():
        return QSize(0, label.heightForWidth(label.width()))
    hint = label.sizeHint()
    # An elided label shows a part on purpose, and the whole as its tool tip.
    return QSize(0, hint.height()) if label.toolTip() else hint


def _button(button: QAbstractButton) -> QSize:
    icon_only = Qt.ToolButtonStyle.ToolButtonIconOnly
    if not button.text() or (isinstance(button, QToolButton) and button.toolButtonStyle() == icon_only):
        return QSize(0, 0)
    text = button.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, button.text())
    width = text.width() + (0 if button.icon().isNull() else button.iconSize().width() + 4)
    if isinstance(button, QCheckBox | QRadioButton):
        kind = QStyle.PixelMetric.PM_IndicatorWidth
        width += button.style().pixelMetric(kind, None, button) + 4
    return QSize(width, text.height())


def _combo(combo: QComboBox) -> QSize:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    field = combo.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, combo
    )
    if combo.toolTip():
        return QSize(0, combo.minimumSizeHint().height())
    icon = 0 if combo.itemIcon(combo.currentIndex()).isNull() else combo.iconSize().width() + 4
    text = combo.fontMetrics().horizontalAdvance(combo.currentText()) + icon
    return QSize(text + combo.width() - field.width(), combo.minimumSizeHint().height())


def _shows_text(widget: QWidget) -> bool:
    kinds = (QLabel, QAbstractButton, QComboBox, QLineEdit)
    return isinstance(widget, kinds) and not widget.size().isEmpty()


def _outside(widget: QWidget) -> str:
    """Tell how far the widget sticks out of an ancestor that does not scroll."""
    rectangle = QRect(QPoint(0, 0), widget.size())
    child, ancestor = widget, widget.parentWidget()
    while ancestor is not None and not child.isWindow():
        rectangle.translate(child.pos())
        area = ancestor.parentWidget()
        if isinstance(area, QAbstractScrollArea):  # a viewport: what lies outside can be scrolled to
            fixed = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if fixed and rectangle.right() > ancestor.rect().right() + SLACK:
                return (
                    f"sticks out of what scrolls upwards only: {_text(rectangle)} of {_text(ancestor.rect())}"
                )
            return ""
        if not ancestor.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(rectangle):
            inner = ancestor.rect()
            return f"sticks out of {type(ancestor).__name__}: {_text(rectangle)} of {_text(inner)}"
        child, ancestor = ancestor, ancestor.parentWidget()
    return ""


def _text(rectangle: QRect) -> str:
    return f"({rectangle.x()}, {rectangle.y()}, {rectangle.width()} x {rectangle.height()})"


def _name(widget: QWidget, root: QWidget) -> str:
    speaks = [name for name in ("text", "title", "currentText") if hasattr(widget, name)]
    text = getattr(widget, speaks[0])() if speaks else ""
    parents: list[str] = []
    parent = widget.parentWidget()
    while parent is not None and parent is not root and len(parents) < 2:
        parents.append(parent.objectName() or type(parent).__name__)
        parent = parent.parentWidget()
    return f"{'/'.join(reversed(parents))}/{widget.objectName() or type(widget).__name__} “{str(text)[:60]}”"
