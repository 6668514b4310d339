"""A real page on a real runner with the bundled model, and a second, tiny model to compare it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.contract import Progress
from app.core.discovery import demos
from app.demos.masked_words.page import MaskedWordsPage
from app.jobs.runner import JobRunner
from app.pages.model_index import ModelIndex
from app.pages.notices import Notices
from app.pages.preferences_store import PreferencesStore
from app.pages.services import Services
from app.widgets import theme
from tests.conformance.waiting import outcome, until


@pytest.fixture(scope="package")
def jobs(qapp: QApplication) -> Iterator[JobRunner]:
    """Give the runner; its threads exist before the first test counts threads."""
    theme.apply(qapp, "light")
    runner = JobRunner()

    def nothing(_progress: Progress) -> None:
        return None

    assert outcome(runner.submit(None, nothing, "device")).status == "done"
    assert outcome(runner.submit(None, nothing, "files")).status == "done"
    yield runner
    assert runner.close(30), "a worker thread did not end"


@pytest.fixture
def services(jobs: JobRunner) -> Iterator[Services]:
    """Give what a window lends its pages; no fault may be noted."""
    preferences = PreferencesStore(jobs)
    notices = Notices()
    yield Services(jobs, preferences, notices, ModelIndex(jobs, preferences))
    for job in jobs.active_jobs():
        job.cancel()
    assert [notice.as_text() for notice in notices.items if notice.level == "error"] == []


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> MaskedWordsPage:
    """Give the page as it opens, with its first answer."""
    widget = MaskedWordsPage(demos()["masked-words"], services)
    widget.resize(1000, 760)
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    settled(widget)
    return widget


def settled(page: MaskedWordsPage) -> None:
    """Wait until nothing is asked or about to be asked."""
    until(lambda: not page.busy(), 90, "the page's answer")


def after(page: MaskedWordsPage, act: Callable[[], object]) -> None:
    """Do something and wait until the page has answered it."""
    act()
    settled(page)


@pytest.fixture(scope="package")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a BERT of random weights with a vocabulary of its own: real wiring, no sense."""
    import torch
    from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers.models import WordPiece
    from transformers import BertConfig, BertForMaskedLM, PreTrainedTokenizerFast

    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        ".",
        ",",
        "the",
        "she",
        "door",
        "room",
        "and",
        "house",
    ]
    words += letters + ["##" + letter for letter in letters]
    wordpiece = WordPiece({word: place for place, word in enumerate(words)}, unk_token="[UNK]")
    tokenizer = Tokenizer(wordpiece)
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.decoder = decoders.WordPiece()
    folder = tmp_path_factory.mktemp("models") / "tiny-bert"
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    ).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertForMaskedLM(config).save_pretrained(folder)
    return folder
