"""`demos`: what there is to try."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from app.commands.output import columns, json_text
from app.core.discovery import demos


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="print a JSON list")


def run(arguments: Namespace) -> int:
    """Print id, title, group and family of each demo."""
    found = demos().values()
    if arguments.json:
        names = ("id", "title", "group", "family", "summary")
        json_text([{name: getattr(demo, name) for name in names} for demo in found])
    else:
        rows = [(demo.id, demo.title, demo.group, demo.family) for demo in found]
        columns(("id", "title", "group", "family"), rows)
    return 0
