"""Find the demos: every package under app/demos that holds a DEMO."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import app.demos
from app.core.contract import GROUPS, Demo


@cache
def demos() -> dict[str, Demo]:
    """All demos by id, in the order of their chapters and then of their titles.

    Imports each demo's package and contract only: neither torch nor Qt.
    """
    found: list[Demo] = [
        import_module(f"app.demos.{module.name}").DEMO
        for module in pkgutil.iter_modules(app.demos.__path__)
        if module.ispkg
    ]
    found.sort(key=lambda demo: (GROUPS.index(demo.group), demo.title))
    return {demo.id: demo for demo in found}
