"""Request files: one object, an array, or lines; what is no JSON is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.main import main
from app.commands.requests import read
from app.core.contract import UserError


def asked(folder: Path, text: str) -> tuple[list[object], bool]:
    """Read `text` as a request file."""
    path = folder / "request"
    path.write_text(text, encoding="utf-8")
    return read(str(path))


def test_one_request_and_two_kinds_of_batch(tmp_path: Path) -> None:
    assert asked(tmp_path, '\ufeff{"a": 1}') == ([{"a": 1}], False)
    assert asked(tmp_path, '[{"a": 1}]') == ([{"a": 1}], True)
    assert asked(tmp_path, '{"a": 1}\n\n{"a": 2}\n') == ([{"a": 1}, {"a": 2}], True)


def test_a_line_separator_inside_a_text_parts_no_lines(tmp_path: Path) -> None:
    (first, second), batch = asked(tmp_path, '{"a": "x\u2028y\x85z"}\n{"a": ""}')
    assert batch
    assert first == {"a": "x\u2028y\x85z"}
    assert second == {"a": ""}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_broken_line_keeps_its_place(place: int, tmp_path: Path) -> None:
    lines = ['{"a": 1}'] * 3
    lines[place] = "{"
    values, batch = asked(tmp_path, "\n".join(lines))
    assert batch
    assert [isinstance(value, UserError) for value in values] == [number == place for number in range(3)]


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"a": NaN}', '{"a": -Infinity}', '{"a": 1e999}'])
def test_what_is_no_json_is_said(text: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no JSON"):
        asked(tmp_path, text)


def test_closed_standard_input_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UserError, match="Standard input is closed"):
        read("-")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["demos", "--jsn"], "--jsn"),
        (["run", "masked-wrods"], "did you mean “masked-words”"),
        (["run", "masked-words", "--set", "txet=a"], "did you mean “text”"),
        (["run", "masked-words", "--set", "text"], "field=value"),
        (["run", "masked-words", "--set", "text=a", "--set", "order=worst"], "best_first"),
        (["run", "masked-words", "--seed", "many"], "--seed"),
        (["models", "--family", "none-such"], "masked_lm"),
    ],
)
def test_mistakes_end_with_2_and_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert said in streams.err
    assert len(streams.err.splitlines()) == 1
