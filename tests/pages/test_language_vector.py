"""The page of language-vector by mouse and keys, with a small model of two toy languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.discovery import demos
from app.demos.language_vector.contract import STEPS
from app.demos.language_vector.curves_view import HIGH, LOW
from app.demos.language_vector.page import LanguageVectorPage
from app.demos.language_vector.panel import LanguageVectorPanel
from app.demos.language_vector.state import LanguageVectorState
from app.pages.services import Services
from model_zoo import cards
from tests.conformance.waiting import settle, until
from tests.engines.toy_languages import WORDS, checkpoint, pairs_file

TEXT = "bado pema gaso .\nkiru lodi fila ."


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkpoint(tmp_path_factory.mktemp("toy") / "model")


@pytest.fixture
def page(services: Services, model: Path, tmp_path: Path, qtbot: QtBot) -> LanguageVectorPage:
    """Give the page with its first answer about two sentences of the toy language."""
    widget = LanguageVectorPage(demos()["language-vector"], services)
    widget.set_model(str(model))
    state = LanguageVectorState(
        text=TEXT, source="aa", target="bb", layer=1, alpha=0.0, pairs=str(pairs_file(tmp_path))
    )
    widget.set_state(state)
    widget.resize(1000, 760)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    settled(widget)
    return widget


def settled(page: LanguageVectorPage) -> None:
    until(lambda: not page.busy(), 90, "the page's answer")


def after(page: LanguageVectorPage, act: Callable[[], object]) -> None:
    act()
    settled(page)


def panel(page: LanguageVectorPage, index: int = 0) -> LanguageVectorPanel:
    found = page.panels[index]
    assert isinstance(found, LanguageVectorPanel)
    return found


def said(page: LanguageVectorPage, index: int = 0) -> list[str]:
    return [" ".join(token.said for token in row) for row in panel(page, index).turning.sentences]


def test_the_slider_turns_the_words(page: LanguageVectorPage) -> None:
    assert said(page) == TEXT.split("\n")
    assert {token.how for row in panel(page).turning.sentences for token in row} == {"kept"}
    spin = page.binder.widget("alpha")
    place = round(spin.slider.maximum() * (1.5 - LOW) / (HIGH - LOW))  # type: ignore[union-attr]
    after(page, lambda: spin.slider.setValue(place))  # type: ignore[union-attr]
    assert page.state().alpha == pytest.approx(1.5, abs=0.02)
    key = dict(WORDS)
    turned = panel(page).turning.sentences
    assert [one.said for one in turned[0]][:3] == [key[word] for word in ("bado", "pema", "gaso")]
    assert all(one.how == "target" and one.right for row in turned for one in row if one.source != ".")
    assert "100% of the words are bb" in panel(page).summary.text()
    after(page, page.undo)
    assert page.state().alpha == 0.0 and said(page) == TEXT.split("\n")


def test_a_cell_of_the_map_sets_layer_and_alpha(page: LanguageVectorPage) -> None:
    cells = panel(page).map
    assert len(cells.rows) == 4 and len(cells.columns) == len(STEPS)
    column = STEPS.index(2.0)
    cells.horizontalScrollBar().setValue(cells.horizontalScrollBar().maximum())
    place = cells.cell_rect(2, column).center()
    after(page, lambda: QTest.mouseClick(cells.viewport(), Qt.MouseButton.LeftButton, pos=place))
    assert (page.state().layer, page.state().alpha) == (2, 2.0)
    record = page.record()
    assert record is not None and record.result.layer == 2
    sweep = record.result.sweep
    page.change(measure="accuracy")
    settle()
    assert cells.cells[2][column].value == pytest.approx(sweep.translation_accuracy[2][column])
    assert cells.column == column


def test_a_click_on_the_curves_sets_alpha(page: LanguageVectorPage) -> None:
    curves = panel(page).curves
    assert set(curves.curves) == {"conversion", "accuracy", "kept"}
    place = curves.point(1.0, 0.5).toPoint()
    after(page, lambda: QTest.mouseClick(curves.viewport(), Qt.MouseButton.LeftButton, pos=place))
    assert page.state().alpha == pytest.approx(1.0, abs=0.051)
    before = page.state().alpha
    after(page, lambda: QTest.keyClick(curves, Qt.Key.Key_Right))
    assert page.state().alpha == pytest.approx(before + 0.05)


def test_a_click_on_a_language_makes_it_the_target(page: LanguageVectorPage) -> None:
    page.change(pairs="", source="en", target="de", text="The dog sleeps in the house.")
    settled(page)
    languages = panel(page).languages
    placed = languages.placed()
    assert set(placed) == {"en", "de", "fr", "es", "zh", "ja"}
    far = max(("fr", "es", "zh", "ja"), key=lambda code: _alone(placed, code))
    after(
        page,
        lambda: QTest.mouseClick(languages.viewport(), Qt.MouseButton.LeftButton, pos=placed[far].toPoint()),
    )
    assert page.state().target != "de" and page.target.currentData() == page.state().target


def _alone(placed: dict[str, QPointF], code: str) -> float:
    gaps = [(placed[code] - point).manhattanLength() for other, point in placed.items() if other != code]
    return min(gaps)


def test_languages_of_a_file_are_offered(page: LanguageVectorPage) -> None:
    assert page.source.currentData() == "aa" and page.target.currentData() == "bb"
    assert page.source.findData("fr") >= 0


def test_what_is_wrong_stands_beside_its_input(page: LanguageVectorPage) -> None:
    shown: list[str] = []
    page.failed.connect(shown.append)
    page.change(pairs="/no/such/file.tsv")
    until(lambda: bool(shown), 30, "a sentence")
    assert "cannot be read" in shown[-1] and page.errors.sentences() == [shown[-1]]


def test_the_layer_reaches_as_far_as_the_model(page: LanguageVectorPage) -> None:
    assert page.layer.spin.maximum() == 3
    after(page, lambda: page.layer.spin.setValue(3))
    record = page.record()
    assert record is not None and record.result.layer == 3


def test_without_the_map_only_the_words_are_told(page: LanguageVectorPage) -> None:
    after(page, lambda: page.change(sweep=False))
    assert panel(page).map.isHidden() or not panel(page).map.isVisibleTo(page)
    assert said(page) == TEXT.split("\n")


def test_two_models_are_told_apart(page: LanguageVectorPage, model: Path) -> None:
    after(page, lambda: page.set_model(str(model), slot=1))
    until(lambda: page.record(1) is not None, 60)
    settled(page)
    assert said(page, 0) == said(page, 1)
    assert page.comparison is not None and not page.comparison.isHidden()
    assert set(panel(page).curves.others) == {"conversion", "accuracy", "kept"}


def test_a_state_asks_what_its_request_asks() -> None:
    state = replace(LanguageVectorState(), alpha=0.5, layer=2, text="one\n\ntwo")
    request = state.request()
    assert request.sentences == ("one", "two")
    assert LanguageVectorState().asking(request).request() == request


def test_the_model_of_another_demo_is_not_taken_over(services: Services, model: Path, qtbot: QtBot) -> None:
    """This demo wants a model of many languages; what was used last elsewhere need not be one."""
    services.preferences.update(last_models={"masked_lm": str(model)})
    demo = demos()["language-vector"]
    first = LanguageVectorPage(demo, services)
    qtbot.addWidget(first)
    assert first.models() == [cards.default(demo.family, demo.prefers).spec]
    services.preferences.update(last_models={"masked_lm": "inkling-mlm-en", demo.id: str(model)})
    second = LanguageVectorPage(demo, services)
    qtbot.addWidget(second)
    assert second.models() == [str(model)]
