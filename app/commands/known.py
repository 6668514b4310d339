"""Find a demo by the name that a user typed."""

from __future__ import annotations

import difflib

from app.core.contract import Demo, UserError
from app.core.discovery import demos


def known_demo(name: str) -> Demo:
    """Give the demo of that id; raises UserError with the nearest one."""
    found = demos()
    if name in found:
        return found[name]
    near = difflib.get_close_matches(name, found, 1, 0.5)
    hint = f"did you mean “{near[0]}”?" if near else f"the demos are {', '.join(found)}."
    raise UserError(f"There is no demo “{name}”: {hint}")
