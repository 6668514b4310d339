"""Spreadsheets, pasted or opened, become cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.contract import UserError
from app.demos.in_context_learning.tables import parse, read_file, text_of


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tx\nb\ty\n", [("a", "x"), ("b", "y")]),
        ("a,x\r\nb,y", [("a", "x"), ("b", "y")]),
        ("a;x\nb, c;y", [("a", "x"), ("b, c", "y")]),
        ('"one\ntwo",x', [("one\ntwo", "x")]),
        ("label,text\nx,a\n", [("a", "x")]),
        ("Input\tLabel\tNote\na\tx\tn", [("a", "x")]),
        ("text\na\nb", [("a", ""), ("b", "")]),
        ("a\n\n\nb", [("a", ""), ("b", "")]),
        ("  a \t x ", [("a", "x")]),
        ("", []),
        ("\n\n", []),
    ],
)
def test_rows_of_a_text(text: str, rows: list[tuple[str, str]]) -> None:
    assert parse(text) == rows


def test_what_is_copied_can_be_pasted() -> None:
    rows = [("a, b", "x"), ("two\nlines", "y"), ('say "no"', "z")]
    assert parse(text_of(rows)) == rows


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"\xff\xfea", "not UTF-8"), (b"", "no cases"), (b"x" * 5_000_001, "5.0 MB"), (b"a," * 200_000, "a")],
)
def test_files_that_are_no_tables_end_in_a_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(data)
    try:
        assert read_file(file)[0][0] == words
    except UserError as error:
        assert words in str(error) and str(error).endswith(".")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        read_file(tmp_path / "nothing.csv")
