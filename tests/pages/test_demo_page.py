"""What every page inherits, shown on the real page of masked-words."""

from __future__ import annotations

from app.core.contract import UserError
from app.demos.masked_words.contract import MaskedWordsRequest
from app.demos.masked_words.page import MaskedWordsPage
from app.demos.masked_words.state import MaskedWordsState
from tests.pages.conftest import after


class Refusing(MaskedWordsState):
    """Inputs that make no request, as those of a demo may that checks them before it asks."""

    def request(self) -> MaskedWordsRequest:
        """Refuse."""
        raise UserError("These inputs make no request.", "text")


def test_a_sentence_goes_when_the_inputs_are_back_at_what_was_answered(page: MaskedWordsPage) -> None:
    answered, record = page.state(), page.record()
    after(page, lambda: page.set_state(Refusing()))
    assert page.errors.sentences() == ["These inputs make no request."]
    after(page, lambda: page.set_state(answered))
    assert page.errors.sentences() == []
    assert page.record() is record  # nothing was asked again for it
