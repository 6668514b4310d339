"""Counts."""

from __future__ import annotations

import time
from collections import Counter

from app.core.contract import Progress, UserError
from tests.shell.letters.contract import LettersRequest, LettersResult


class Letters:
    def __init__(self, model: None) -> None:
        self.model = model

    def run(self, request: LettersRequest, progress: Progress) -> LettersResult:
        if not request.text:
            raise UserError("There is no text to count. Type one.", field="text")
        counts: Counter[str] = Counter()
        for at, letter in enumerate(request.text):
            progress.report(at / len(request.text), f"letter {at + 1}")
            if letter == "\0":
                raise RuntimeError("a fault of the engine's own")
            counts[letter] += 1
            time.sleep(request.pause)
        return LettersResult(tuple(counts.most_common()))
