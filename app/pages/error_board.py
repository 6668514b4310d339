"""Which sentence stands beside which input."""

from __future__ import annotations

from app.core.contract import UserError
from app.widgets.inline_error import InlineError


class ErrorBoard:
    """Fields of the request by the place where their errors are shown; `general` takes the others."""

    def __init__(self, general: InlineError) -> None:
        self.general = general
        self._places: dict[str, InlineError] = {}

    def place(self, *fields: str) -> InlineError:
        """Make the place for errors of these fields; put it into a layout, beside its input."""
        error = InlineError()
        self.give(error, *fields)
        return error

    def give(self, place: InlineError, *fields: str) -> None:
        """Show errors of these fields in a place that an input brings along: what it says itself stands there too."""
        for field in fields:
            self._places[field] = place

    def knows(self, field: str | None) -> bool:
        """Tell whether a field has a place of its own."""
        return field in self._places

    def show(self, error: UserError) -> None:
        """Show one error and take back the others."""
        target = self._places.get(error.field or "", self.general)
        for place in {*self._places.values(), self.general}:
            place.show_sentence(str(error) if place is target else "")

    def clear(self) -> None:
        """Take every sentence back."""
        for place in {*self._places.values(), self.general}:
            place.show_sentence("")

    def sentences(self) -> list[str]:
        """Give what is shown now."""
        return [place.text() for place in {*self._places.values(), self.general} if place.text()]
