"""The tour's page: pictures with their words, in plain HTML that needs nothing from anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from app.core.versions import versions

_STYLE = """
:root { color-scheme: light dark;
  --ink: #191b20; --paper: #fbfbfc; --quiet: #535966; --line: #dfe2e8; --bad: #bd2a3c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8ec; --paper: #16181d; --quiet: #abb1bd; --line: #2d323c; --bad: #ff8b96; } }
body { margin: 0 auto; max-width: 1200px; padding: 32px 24px 64px; font: 16px/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper); }
h1 { font-size: 28px; margin: 0 0 4px; } h2 { font-size: 20px; margin: 48px 0 2px; }
p { margin: 0 0 12px; color: var(--quiet); } .chapter { font-size: 13px; margin: 0; } .problem { color: var(--bad); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(380px, 1fr)); gap: 16px; }
img { width: 100%; height: auto; border: 1px solid var(--line); border-radius: 8px; }
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG beside the page, in the theme "light" or "dark"."""

    file: str
    theme: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the tour. `problem` is a sentence if the demo did not answer; `seconds` is how long it took."""

    title: str
    summary: str
    chapter: str
    pictures: tuple[Picture, ...]
    problem: str = ""
    seconds: float | None = None


def index_html(stops: list[Stop]) -> str:
    """Give the whole page."""
    parts = [_head(), *map(_section, stops)]
    words = ", ".join(f"{name} {version}" for name, version in versions().items())
    return "\n".join([*parts, f"<p style='margin-top:48px'>{escape(words)}</p>", "</body></html>", ""])


def _head() -> str:
    return (
        "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'><title>Inkling: the tour</title>"
        "<meta name='viewport' content='width=device-width'>"
        f"<style>{_STYLE}</style></head><body>\n<h1>Inkling</h1>"
        "<p>Every demo in the real window, after its first example.</p>"
    )


def _section(stop: Stop) -> str:
    time = f" · {stop.seconds:.1f} s, the loading of its model included" if stop.seconds is not None else ""
    images = "".join(
        f"<a href='{escape(one.file)}'><img src='{escape(one.file)}' "
        f"alt='{escape(stop.title, quote=True)}, {one.theme} theme' loading='lazy'></a>"
        for one in stop.pictures
    )
    problem = f"<p class='problem'>{escape(stop.problem)}</p>" if stop.problem else ""
    return (
        f"<section><h2>{escape(stop.title)}</h2><p class='chapter'>{escape(stop.chapter)}{time}</p>"
        f"<p>{escape(stop.summary)}</p>{problem}<div class='pair'>{images}</div></section>"
    )
