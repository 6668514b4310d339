"""Text generation with other models: two at once, other vocabularies, characters in pieces; and its settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.demos.text_generation.controls import StopsField
from app.demos.text_generation.page import TextGenerationPage
from app.pages.services import Services
from tests.conformance.waiting import until
from tests.pages.generation import LEFT, PROMPT, after, generate, leaves, panel, read, settled, writing


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> TextGenerationPage:
    """Give the page with a prompt and short runs."""
    return writing(services, qtbot)


@pytest.fixture(scope="module")
def letters_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a Llama of random weights whose tokens are single bytes: another vocabulary, and broken characters."""
    import torch
    from tokenizers import Tokenizer, decoders, pre_tokenizers
    from tokenizers.models import BPE
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {"<end>": 0, **{letter: place for place, letter in enumerate(alphabet, 1)}}
    tokenizer = Tokenizer(BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    folder = tmp_path_factory.mktemp("models") / "letters"
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<end>", bos_token="<end>")
    wrapped.save_pretrained(folder)
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=256,
        bos_token_id=0,
        eos_token_id=0,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


def test_two_models_of_two_vocabularies(page: TextGenerationPage, letters_model: Path) -> None:
    generate(page)
    text = read(page)
    after(page, lambda: page.set_model(str(letters_model), 1))
    assert page.record(1) is not None and page.record(1).request == page.record(0).request  # type: ignore[union-attr]
    assert read(page) == text and read(page, 1).startswith(PROMPT) and read(page, 1) != text
    assert page.comparison is not None and page.comparison.isVisible()
    assert "bits a character" in page.comparison.words.text()  # type: ignore[attr-defined]
    generate(page)  # both go on from the same text
    first, second = page.record(0), page.record(1)
    assert first is not None and second is not None and first.request == second.request
    assert first.request.prompt == text and first.request.prefix == ()
    assert read(page).startswith(text) and read(page, 1).startswith(text)
    theirs = read(page, 1)
    after(page, lambda: QTest.mouseClick(panel(page, 1).keep, LEFT))
    assert read(page).startswith(text) and page.state().tree.text() == theirs and len(leaves(page)) == 2
    after(page, lambda: page.set_model(None, 1))
    assert not panel(page, 1).isVisible() and page.state().tree.text() == theirs


def test_a_character_that_is_not_whole_is_a_ring(page: TextGenerationPage, letters_model: Path) -> None:
    after(page, lambda: page.set_model(str(letters_model)))
    after(page, lambda: page.show_request({"prompt": "é😀", "max_new_tokens": 60, "seed": 1}))
    spans = panel(page).text.spans
    parts = [span for span in spans if span.kind == "part"]
    assert parts and all(span.shown == "◦" and span.text == "" for span in parts)
    assert [span.text for span in spans[:6]] == ["", "é", "", "", "", "😀"]
    assert read(page).startswith("é😀")


def test_another_model_reads_the_same_text(page: TextGenerationPage, letters_model: Path) -> None:
    generate(page)
    text = read(page)
    after(page, lambda: page.set_model(str(letters_model)))
    assert read(page) == text and len(panel(page).text.spans) == len(text)  # a token a letter
    assert all(span.shade is not None for span in panel(page).text.spans[1:])
    generate(page)
    assert read(page).startswith(text)
    tree = page.state().tree
    assert {node.model for node in tree.nodes if node.ids} == {"inkling-gpt-en", str(letters_model)}


def test_settings_are_shown_and_taken_back(page: TextGenerationPage) -> None:
    page.change(precision="int8", stop=("\n\n", "a, b"), overflow="slide")
    boxes = {box.accessibleName(): box for box in page.controls.rest.findChildren(QComboBox)}
    assert boxes["Weights as"].currentText() == "int8"
    field = page.binder.widget("stop")
    assert (
        isinstance(field, StopsField)
        and field.text() == "\\n\\n, a\\, b"
        and field.words() == ("\n\n", "a, b")
    )
    page.undo()
    assert boxes["Weights as"].currentText() == "as loaded" and field.text() == ""
    page.controls.more.setChecked(True)
    field.setFocus()
    QTest.keyClicks(field, "The end, \\n")
    assert page.state().stop == ("The end", "\n")


def test_a_stop_text_ends_the_run(page: TextGenerationPage) -> None:
    generate(page)
    whole = read(page)[len(PROMPT) :]
    stop = whole[len(whole) // 2 : len(whole) // 2 + 2]
    after(page, page.undo)
    page.change(stop=(stop,))
    generate(page)
    assert read(page) == PROMPT + whole[: whole.index(stop)] == page.state().tree.text()
    assert "a stop text came" in panel(page).how.text()
    assert all(span.shade is not None for span in panel(page).text.spans[1:])


def test_a_new_model_during_a_run_stops_it_and_reads(page: TextGenerationPage, letters_model: Path) -> None:
    page.change(max_new_tokens=300)
    QTest.mouseClick(page.actions_row.generate, LEFT)
    until(lambda: len(panel(page).live) > 2, 60, "the first tokens")
    after(page, lambda: page.set_model(str(letters_model)))
    text = read(page)
    assert text.startswith(PROMPT) and len(text) > len(PROMPT) and len(panel(page).text.spans) == len(text)
    assert {node.model for node in page.state().tree.nodes if node.ids} == {"inkling-gpt-en"}


def test_the_second_model_may_go_during_a_run(page: TextGenerationPage, letters_model: Path) -> None:
    after(page, lambda: page.set_model(str(letters_model), 1))
    page.change(max_new_tokens=300)
    QTest.mouseClick(page.actions_row.generate, LEFT)
    until(lambda: len(panel(page).live) > 2, 60, "the first tokens")
    page.set_model(None, 1)
    page.stop()
    settled(page)
    assert not page.generating and page.actions_row.generate.text() == "Continue"
    page.change(max_new_tokens=2)
    before = read(page)
    generate(page)
    assert read(page).startswith(before)
