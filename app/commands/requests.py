"""Read what `run` is asked: one request, or a batch as a JSON array or as JSON Lines."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from app.core.contract import Demo, UserError
from app.core.schema import decode, parse, set_value


def read(source: str | None) -> tuple[list[Any], bool]:
    """Give the requests as JSON values and whether they are a batch.

    `source` is a file, "-" for standard input, or None for an empty request. A line of a batch that is no
    JSON comes back as a UserError in its place. Raises UserError when nothing can be read.
    """
    if source is None:
        return [{}], False
    text = _text(source)
    try:
        value = parse(text)
    except ValueError as error:
        # Only line feeds part JSON Lines: str.splitlines would cut at U+2028 and its like inside a text.
        lines = [line for line in text.split("\n") if line.strip()]
        parsed = [_line(line) for line in lines]
        if len(lines) > 1 and any(isinstance(one, dict) for one in parsed):
            return parsed, True
        raise UserError(
            f'The request is no JSON: {error}. A request is an object such as {{"text": "..."}}.'
        ) from None
    return (value, True) if isinstance(value, list) else ([value], False)


def make(demo: Demo, value: Any, settings: list[str]) -> Any:
    """Make the demo's request from a JSON value and `--set` settings; raises UserError."""
    if isinstance(value, UserError):
        raise value
    if isinstance(value, dict):
        value = dict(value)
        for setting in settings:
            set_value(demo.request, value, setting)
    return decode(demo.request, value)


def _text(source: str) -> str:
    try:
        if source == "-" and sys.stdin is None:
            raise UserError("Standard input is closed: give the request as a file, or with --set.")
        data = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise UserError(f"The request file {source} cannot be read: {error.strerror or error}.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"The request is not UTF-8 text: byte {error.start} does not fit.") from error


def _line(line: str) -> Any:
    try:
        return parse(line)
    except ValueError as error:
        return UserError(f"This line is no JSON: {error}.")
