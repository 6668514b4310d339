"""Requests that nobody should be punished for: each field of an example replaced by the worst of its type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any, get_type_hints

TEXTS = ("", " ", "\x00", "\ud83d", "\u202e\u200d", "[MASK]" * 3000, "a" * 300_000, "𝕏 北京 العربية" * 50)
WHOLE = (-1, 0, 10**9)
REAL = (-1.0, 0.0, 1e30, float("nan"), float("inf"))


def mutants(request: Any) -> Iterator[tuple[str, Any]]:
    """Give (what was done, request) for each field that has a plain type."""
    hints = get_type_hints(type(request))
    for field in fields(request):
        for value in _worst(hints[field.name]):
            shown = repr(value)
            yield f"{field.name}={shown[:40]}", replace(request, **{field.name: value})


def _worst(kind: Any) -> tuple[Any, ...]:
    if kind is bool:
        return (True, False)
    if kind is str:
        return TEXTS
    if kind is int:
        return WHOLE
    if kind is float:
        return REAL
    if kind == tuple[str, ...]:
        return (("",), ("\ud83d",), ("no such word",) * 5, ("a" * 5000,))
    return ()
