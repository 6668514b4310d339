"""The counts as a table."""

from __future__ import annotations

from app.core.contract import Table, View
from tests.shell.letters.contract import LettersRequest, LettersResult


def views(request: LettersRequest, result: LettersResult) -> list[View]:
    return [View("counts", "Counts", Table(("letter", "count"), result.counts))]
