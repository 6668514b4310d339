"""A demo's explanation, read from its folder."""

from __future__ import annotations

from importlib.resources import files

from app.core.contract import Demo


def help_markdown(demo: Demo) -> str:
    """The demo's help.md, as Markdown."""
    return (files(demo.package) / "help.md").read_text(encoding="utf-8")
