"""`models`: the bundled checkpoints and what was measured on them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from app.commands.output import columns, json_text
from app.core.contract import UserError
from app.core.discovery import demos
from model_zoo import cards


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--family", metavar="F", help="only models that fit demos of this family")
    parser.add_argument("--json", action="store_true", help="print a JSON list")


def run(arguments: Namespace) -> int:
    """Print each card."""
    families = sorted({demo.family for demo in demos().values()} - {"none"})
    if arguments.family is not None and arguments.family not in families:
        raise UserError(f"There is no family “{arguments.family}”; there is {', '.join(families)}.")
    found = cards.bundled(arguments.family)
    if arguments.json:
        json_text(found)
        return 0
    rows = [
        (card.id, card.family, f"{card.bytes / 1e6:.1f} MB", card.licence, card.sha256[:12], card.title)
        for card in found
    ]
    columns(("id", "family", "size", "licence", "sha256", "title"), rows)
    return 0
