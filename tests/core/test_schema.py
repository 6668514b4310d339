"""JSON in and out: what is wrong is named in words, what is right survives the journey."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.contract import UserError
from app.core.schema import decode, dumps, encode, json_schema, set_value


@dataclass(frozen=True)
class Inner:
    name: str = "x"


@dataclass(frozen=True)
class Sample:
    text: str
    count: int = 1
    share: float = 0.5
    on: bool = False
    kind: Literal["a", "b"] = "a"
    words: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()
    file: Path | None = None
    inner: Inner = field(default_factory=Inner)
    either: str | tuple[str, ...] = ""
    weighed: str | dict[str, float] = ""


@given(
    st.text(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.text()),
)
def test_a_request_survives_json(text: str, count: int, share: float, words: list[str]) -> None:
    sample = Sample(text, count, share, words=tuple(words))
    assert decode(Sample, json.loads(dumps(sample))) == sample


@pytest.mark.parametrize(
    ("data", "field_", "words"),
    [
        ({"text": "a", "cuont": 2}, "cuont", "did you mean “count”"),
        ({}, "text", "“text” is missing"),
        ({"text": 3}, "text", "expected text"),
        ({"text": "a", "count": "b"}, "count", "a whole number"),
        ({"text": "a", "kind": "c"}, "kind", "one of a, b"),
        ({"text": "a", "words": ["x", 1]}, "words", "words"),
        (["text"], None, "a JSON object"),
        (None, None, "nothing"),
    ],
)
def test_what_does_not_fit_is_told_by_field(data: object, field_: str | None, words: str) -> None:
    with pytest.raises(UserError, match=words) as caught:
        decode(Sample, data)
    assert caught.value.field == field_


def test_numbers_that_are_none_become_null_and_arrays_lists() -> None:
    assert encode({"a": math.nan, "b": np.array([[1.0, np.inf]]), "c": np.float32(2)}) == {
        "a": None,
        "b": [[1.0, None]],
        "c": 2.0,
    }


def test_lone_surrogates_can_be_printed() -> None:
    assert json.loads(dumps({"a": "\ud83d é"}).encode("utf-8")) == {"a": "\ud83d é"}


def test_what_has_no_place_in_a_result_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        encode(object())


@pytest.mark.parametrize(
    ("assignment", "expected"),
    [
        ("text=[MASK], = {x}", "[MASK], = {x}"),
        ("text=12", "12"),
        ("count=12", 12),
        ("on=true", True),
        ("words=a, b", ["a", "b"]),
        ('words=["a, b"]', ["a, b"]),
        ("numbers=1, 2.5", [1, 2.5]),
        ("kind=b", "b"),
        ("either=some, file.tsv", "some, file.tsv"),
        ('either=["a", "b"]', ["a", "b"]),
        ('weighed={"a": 0.5, "b": 1}', {"a": 0.5, "b": 1}),
        ("weighed=12", "12"),
        ("weighed=[a].wav", "[a].wav"),
    ],
)
def test_set_reads_a_value_as_its_field_wants_it(assignment: str, expected: object) -> None:
    data: dict[str, object] = {}
    set_value(Sample, data, assignment)
    assert list(data.values()) == [expected]


@pytest.mark.parametrize(("assignment", "words"), [("text", "field=value"), ("txt=a", "did you mean “text”")])
def test_set_refuses_with_a_sentence(assignment: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        set_value(Sample, {}, assignment)


def test_the_schema_names_every_field() -> None:
    found = json_schema(Sample)["$defs"]["Sample"]
    assert set(found["properties"]) == set(Sample.__dataclass_fields__)
    assert found["required"] == ["text"]
