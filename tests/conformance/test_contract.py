"""What a demo's folder must hold, without running it."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from app.core.contract import GROUPS, Demo, UserError
from app.core.examples import examples
from app.core.helptext import help_markdown
from app.core.schema import decode, dumps, encode, json_schema
from model_zoo import cards


def folder(demo: Demo) -> Path:
    """Give the demo's folder."""
    file = import_module(demo.package).__file__
    assert file is not None
    return Path(file).parent


def test_the_card_is_complete(demo: Demo) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)*", demo.id) and folder(demo).name == demo.id.replace("-", "_")
    assert demo.group in GROUPS
    assert demo.title and demo.summary.endswith(".") and len(demo.summary) < 160


def test_every_part_can_be_imported(demo: Demo) -> None:
    for part in ("engine", "page", "state", "exports"):
        assert callable(demo.part(part))


def test_request_result_and_state_are_frozen(demo: Demo) -> None:
    for kind in (demo.request, demo.result, demo.part("state")):
        assert is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert demo.part("state")() == demo.part("state")()


def test_help_explains(demo: Demo) -> None:
    text = help_markdown(demo)
    assert len(text.split()) > 150
    assert text.lstrip().startswith("#")
    assert "](http" not in text or "doi.org" in text or "arxiv.org" in text, "papers, not pages that vanish"


def test_examples_fit_the_request(demo: Demo) -> None:
    found = examples(demo)
    assert len(found) >= 3
    assert len({example.title for example in found}) == len(found)
    for example in found:
        assert example.title and example.note
        request: Any = decode(demo.request, example.request)
        assert decode(demo.request, json.loads(dumps(request))) == request


def test_requests_are_described(demo: Demo) -> None:
    for kind in (demo.request, demo.result):
        assert json.loads(dumps(json_schema(kind)))["$defs"][kind.__name__]["properties"]


def test_a_wrong_field_is_named(demo: Demo) -> None:
    request: dict[str, Any] = dict(examples(demo)[0].request)
    name = fields(demo.request)[0].name
    with pytest.raises(UserError, match=name):
        decode(demo.request, {**request, name: {"wrong": [1]}})
    with pytest.raises(UserError, match="no_such_field"):
        decode(demo.request, {**request, "no_such_field": 1})
    with pytest.raises(UserError):
        decode(demo.request, [])


def test_the_state_is_plain_data(demo: Demo) -> None:
    kind = demo.part("state")
    assert decode(kind, json.loads(dumps(kind()))) == kind()
    assert isinstance(encode(kind()), dict)


def test_a_model_is_bundled(demo: Demo) -> None:
    if demo.family == "none":
        return
    card = cards.default(demo.family)
    assert cards.serves(card, demo.family) and card.path.exists() and len(card.sha256) == 64
