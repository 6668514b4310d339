"""The held-out rule decides by the text alone, and keeps the two parts apart."""

from __future__ import annotations

import lzma
from pathlib import Path

from model_zoo.corpora.english import SOURCES, Source, is_held_out, paragraphs

LINES = [f"Paragraph number {i} says something about the weather." for i in range(3000)]


def a_source(folder: Path, lines: list[str]) -> Source:
    source = Source("sample", "natural", 1.0)
    with lzma.open(folder / source.file_name, "wt", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return source


def test_every_paragraph_is_on_one_side(tmp_path: Path) -> None:
    source = a_source(tmp_path, LINES)
    training = list(paragraphs(source, held_out=False, folder=tmp_path))
    held_out = list(paragraphs(source, held_out=True, folder=tmp_path))
    assert not set(training) & set(held_out)
    assert sorted(training + held_out) == sorted(LINES)
    assert 10 <= len(held_out) <= 60  # one per cent of 3,000, give or take


def test_the_side_does_not_depend_on_order_or_neighbours(tmp_path: Path) -> None:
    forwards = a_source(tmp_path, LINES)
    first = set(paragraphs(forwards, held_out=True, folder=tmp_path))
    backwards = a_source(tmp_path, LINES[::-2])
    second = set(paragraphs(backwards, held_out=True, folder=tmp_path))
    assert second == first & set(LINES[::-2])


def test_the_rule_is_the_published_one() -> None:
    """If this fails, somebody changed the rule: weights trained before have then seen the new test set."""
    assert [i for i in range(400) if is_held_out(f"Line {i}.")] == HELD_OUT_LINES


def test_composed_and_decomposed_letters_are_one_paragraph(tmp_path: Path) -> None:
    source = a_source(tmp_path, ["cafe\u0301", "  ", "caf\u00e9"])
    both = [
        *paragraphs(source, held_out=False, folder=tmp_path),
        *paragraphs(source, held_out=True, folder=tmp_path),
    ]
    assert both == ["caf\u00e9", "caf\u00e9"]


def test_every_source_is_made_from_named_packages_with_a_licence() -> None:
    assert len({source.file_name for source in SOURCES}) == len(SOURCES)
    for source in SOURCES:
        assert source.weight > 0
        assert source.packages()
        assert all(package.licence and package.version for package in source.packages())


HELD_OUT_LINES = [132, 256, 257, 296, 394]
