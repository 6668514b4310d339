"""`describe`: the request that a demo takes and the result that it gives."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import MISSING, fields

from app.commands.known import known_demo
from app.commands.output import columns, json_text
from app.core.contract import Demo
from app.core.schema import dumps, json_schema


def add(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("demo", metavar="DEMO", help="a demo's id, as `demos` lists it")
    parser.add_argument("--json", action="store_true", help="print JSON schemas of request and result")


def run(arguments: Namespace) -> int:
    """Print JSON schemas, or the request's fields for people."""
    demo = known_demo(arguments.demo)
    if arguments.json:
        about = {name: getattr(demo, name) for name in ("title", "summary", "group", "family")}
        shapes = {"request": json_schema(demo.request), "result": json_schema(demo.result)}
        json_text({"demo": demo.id, **about, **shapes})
    else:
        _explain(demo)
    return 0


def _explain(demo: Demo) -> None:
    print(f"{demo.title} ({demo.id})\n{demo.summary}\n")
    rows = []
    for field in fields(demo.request):
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        rows.append((field.name, field.type, "(needed)" if default is MISSING else dumps(default)))
    columns(("field", "type", "default"), rows)
    print(f"\npython -m app run {demo.id} --set FIELD=VALUE ...")
