"""The window by keys and mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.pages.services import Services
from app.shell.window import MainWindow
from app.widgets import theme
from tests.shell.letters.page import LettersPage

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier = CTRL) -> None:
    qtbot.keyClick(window.focusWidget() or window, key, modifier)


def test_sidebar_lists_chapters_that_have_demos_only(window: MainWindow) -> None:
    assert window.navigation.listed() == ["Embeddings", "Count letters", "Speech", "Count once more"]


def test_a_click_in_the_sidebar_opens_the_demo(window: MainWindow, qtbot: QtBot) -> None:
    view = window.navigation.list
    target = view.visualRect(view.model().index(3, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=target)
    assert window.pages.current == "letters-again"
    assert "Count once more" in window.windowTitle()
    heading = view.visualRect(view.model().index(0, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=heading)
    assert window.pages.current == "letters-again"


def test_filter_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    press(qtbot, window, Qt.Key.Key_L)
    assert window.navigation.filter.hasFocus()
    qtbot.keyClicks(window.navigation.filter, "once")
    assert window.navigation.listed() == ["Speech", "Count once more"]
    qtbot.keyClick(window.navigation.filter, Qt.Key.Key_Return)
    assert window.pages.current == "letters-again"
    qtbot.keyClick(window.navigation.filter, Qt.Key.Key_Escape)
    assert window.navigation.filter.text() == ""
    assert len(window.navigation.listed()) == 4
    qtbot.keyClicks(window.navigation.filter, "zzz")
    assert window.navigation.listed() == []


def test_pages_are_built_when_first_shown_and_kept(window: MainWindow, qtbot: QtBot) -> None:
    assert list(window.pages.pages) == ["letters"]
    first = window.pages.page
    press(qtbot, window, Qt.Key.Key_PageDown)
    assert list(window.pages.pages) == ["letters", "letters-again"]
    press(qtbot, window, Qt.Key.Key_PageUp)
    assert window.pages.page is first


def test_palette_by_keys_alone(window: MainWindow, qtbot: QtBot, page: LettersPage) -> None:
    page.text.setFocus()
    press(qtbot, window, Qt.Key.Key_K)
    assert window.sheet.isVisible()
    line = window.focusWidget()
    assert isinstance(line, QLineEdit)
    everything = window.sheet.titles()
    assert everything[:2] == ["Count letters", "Count once more"]
    assert "Preferences" in everything and "Stop" not in everything  # nothing runs, nothing to stop
    qtbot.keyClicks(line, "once")
    assert window.sheet.titles()[0] == "Count once more"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert window.pages.current == "letters-again" and not window.sheet.isVisible()
    press(qtbot, window, Qt.Key.Key_K)
    line = window.focusWidget()
    assert isinstance(line, QLineEdit)
    qtbot.keyClicks(line, "qqqq")
    assert window.sheet.titles() == []
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert not window.sheet.isVisible()


def test_palette_runs_commands_and_gives_the_focus_back(
    window: MainWindow, qtbot: QtBot, page: LettersPage
) -> None:
    page.text.setFocus()
    press(qtbot, window, Qt.Key.Key_K)
    line = window.focusWidget()
    assert line is not None
    qtbot.keyClicks(line, "theme dark")
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Up)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert theme.is_dark()
    assert page.text.hasFocus()


def test_a_click_beside_the_palette_closes_it(window: MainWindow, qtbot: QtBot) -> None:
    window.show_palette()
    qtbot.mouseClick(window.sheet, Qt.MouseButton.LeftButton, pos=QPoint(5, window.height() - 5))
    assert not window.sheet.isVisible()


def test_run_and_stop_by_keys(
    window: MainWindow, qtbot: QtBot, page: LettersPage, services: Services
) -> None:
    page.text.setFocus()
    qtbot.keyClicks(page.text, "abca")
    with qtbot.waitSignal(page.ran, timeout=60000):
        press(qtbot, window, Qt.Key.Key_Return)
    assert page.answer.text() == "a 2, b 1, c 1"
    page.pause = 0.05
    page.text.setPlainText("x" * 400)
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.job_bar.busy, timeout=5000)
    assert window.job_bar.title.text().startswith("Count letters")
    assert window.job_bar.stop.isVisible()
    qtbot.waitUntil(lambda: window.commands["stop"].isEnabled(), timeout=5000)
    press(qtbot, window, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: not window.job_bar.busy, timeout=2000)
    assert window.job_bar.title.text() == "Ready"
    assert not window.commands["stop"].isEnabled()


def test_the_stop_button(window: MainWindow, qtbot: QtBot, page: LettersPage) -> None:
    page.pause = 0.05
    page.text.setPlainText("x" * 400)
    page.run()
    qtbot.waitUntil(lambda: window.job_bar.busy, timeout=30000)
    qtbot.mouseClick(window.job_bar.stop, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.job_bar.busy, timeout=2000)


def test_undo_goes_to_the_page_even_from_a_text_field(
    window: MainWindow, qtbot: QtBot, page: LettersPage
) -> None:
    page.text.setFocus()
    qtbot.keyClicks(page.text, "ab")
    assert window.commands["undo"].isEnabled() and not window.commands["redo"].isEnabled()
    press(qtbot, window, Qt.Key.Key_Z)
    assert page.text.toPlainText() == "a" and page.state().text == "a"
    press(qtbot, window, Qt.Key.Key_Z, CTRL | SHIFT)
    assert page.text.toPlainText() == "ab"
    press(qtbot, window, Qt.Key.Key_Z)
    press(qtbot, window, Qt.Key.Key_Z)
    assert page.text.toPlainText() == "" and not window.commands["undo"].isEnabled()


def test_text_zoom_by_keys(window: MainWindow, qtbot: QtBot, services: Services) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    usual = app.font().pointSizeF()
    press(qtbot, window, Qt.Key.Key_Plus)
    press(qtbot, window, Qt.Key.Key_Equal)
    assert app.font().pointSizeF() > usual * 1.19 and services.preferences.value.text_scale == 1.2
    press(qtbot, window, Qt.Key.Key_0)
    assert services.preferences.value.text_scale == 1.0
    for _ in range(6):
        press(qtbot, window, Qt.Key.Key_Minus)
    assert services.preferences.value.text_scale == 0.7
    assert not window.commands["zoom_out"].isEnabled()
    press(qtbot, window, Qt.Key.Key_0)


def test_theme_by_key_and_by_preference(window: MainWindow, qtbot: QtBot, services: Services) -> None:
    services.preferences.update(theme="light")
    assert not theme.is_dark()
    press(qtbot, window, Qt.Key.Key_D, CTRL | SHIFT)
    assert theme.is_dark() and services.preferences.value.theme == "dark"
    window.commands["theme_system"].trigger()
    assert window.commands["theme_system"].isChecked() and not window.commands["theme_dark"].isChecked()
    services.preferences.update(theme="light")


def test_help_by_key_and_by_width(window: MainWindow, qtbot: QtBot, services: Services) -> None:
    assert window.help.isVisible()
    assert "Shannon" in window.help.text.toPlainText()
    press(qtbot, window, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    assert not window.help.isVisible() and not services.preferences.value.show_help
    press(qtbot, window, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    assert window.help.isVisible()
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: not window.help.isVisible(), timeout=2000)
    press(qtbot, window, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    assert window.help.isVisible() and services.preferences.value.show_help


def test_f6_moves_through_the_areas(window: MainWindow, qtbot: QtBot, page: LettersPage) -> None:
    page.text.setFocus()
    areas: list[QWidget] = [window.help, window.navigation, window.pages]
    for area in areas:
        press(qtbot, window, Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier)
        focus = window.focusWidget()
        assert focus is not None and area.isAncestorOf(focus)


def test_export_menu_is_the_pages(window: MainWindow, qtbot: QtBot, page: LettersPage) -> None:
    window.menus.fill_export()
    assert [action.isEnabled() for action in window.menus.export.actions()] == [False]
    page.text.setPlainText("abc")
    with qtbot.waitSignal(page.ran, timeout=60000):
        page.run()
    window.menus.fill_export()
    assert [action.text() for action in window.menus.export.actions()] == ["Counts as CSV"]
    window.show_palette()
    assert "Counts as CSV" in window.sheet.titles()
    window.sheet.dismiss()


def test_a_broken_page_is_told_and_leaves_the_others(window: MainWindow, services: Services) -> None:
    from dataclasses import replace

    demo = window.demos["letters"]
    window.demos["broken"] = replace(demo, id="broken", title="Broken", page="page:Missing")
    assert window.show_demo("broken") is None
    assert services.notices.items[-1].title == "“Broken” could not be opened."
    assert "Missing" in services.notices.items[-1].trace
    assert window.show_demo("nowhere") is None
    assert "There is no demo called" in services.notices.items[-1].title
    assert window.pages.current == "letters"


def test_what_can_be_focused_has_a_name(window: MainWindow) -> None:
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value:
            text = getattr(widget, "text", None)
            words = widget.accessibleName() or (text() if callable(text) else "") or widget.toolTip()
            # Scroll areas and editors inside a named parent are found by it.
            assert words or type(widget).__name__ in {"QScrollArea", "QMenuBar", "QSplitterHandle"}, widget


def test_dialogs_open_and_close(window: MainWindow, qtbot: QtBot) -> None:
    for name in ("shortcuts", "about", "preferences"):
        window.commands[name].trigger()
        dialogs = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window]
        assert len(dialogs) == 1
        qtbot.keyClick(dialogs[0], Qt.Key.Key_Escape)
        assert not dialogs[0].isVisible()
