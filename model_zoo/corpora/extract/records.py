"""Texts in JSON: the leads of Wikipedia's vital articles, and the recipes of the Wikibooks Cookbook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from model_zoo.corpora.extract.base import Extractor, File, one_line
from model_zoo.corpora.prose import word_count


def _leads(files: Iterable[File]) -> Iterator[str]:
    """`{key: {"title", "extract", "topic"}}`: the extract, which is an article's first section."""
    for _, data in files:
        for record in json.loads(data).values():
            yield one_line(record["extract"])


def _recipes(files: Iterable[File]) -> Iterator[str]:
    """`{key: {"title", "category", "ingredients": [...], "steps": [...], ...}}`: every text of five words."""
    for _, data in files:
        for record in json.loads(data).values():
            yield from (line for line in map(one_line, _texts(record)) if word_count(line) >= 5)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


LEADS = Extractor(lambda path: path.endswith("/summaries_en-us.json"), _leads)
RECIPES = Extractor(lambda path: path.endswith("/recipes_en-us.json"), _recipes)
