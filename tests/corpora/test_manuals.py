"""Documentation: what counts as a paragraph of a page, and which files and paragraphs are English prose."""

from __future__ import annotations

import gzip

import pytest

from model_zoo.corpora.extract.documentation import MANUAL
from model_zoo.corpora.extract.pages import blocks
from model_zoo.corpora.prose import is_prose

SENTENCE = "The server reads the file when it starts, and you can ask it to read it again."


def test_a_page_is_cut_where_blocks_start_and_end() -> None:
    page = b"""<?xml version="1.0"?><html><head><title>Not this</title></head><body><nav>nor <p>this</p></nav>
        <h1>Head</h1><p>First, with <b>bold</b> and &amp; and a<br>break.<p>Second, not closed
        <ul><li>Item <!-- silent --> one<li>Item two<pre>code()</pre> goes on</ul>
        <script>if (a < b) { "<p>no</p>" }</script>loose text</body></html>"""
    assert blocks(page) == [
        "Head",
        "First, with bold and & and a break.",
        "Second, not closed",
        "Item one",
        "Item two goes on",
        "loose text",
    ]


def test_an_unclosed_head_does_not_swallow_the_page() -> None:
    assert blocks(b"<html><head><title>T</title><body><p>Text</html>") == ["Text"]


def test_pages_that_are_no_utf8_are_latin_1() -> None:
    assert blocks("<p>naïve</p>".encode("latin-1")) == blocks("<p>naïve</p>".encode()) == ["naïve"]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/usr/share/doc/a/index.html", True),
        ("/usr/share/doc/a/index.html.en", True),
        ("/usr/share/doc/a/index.html.de", False),
        ("/usr/share/doc/a/de/index.html", False),
        ("/usr/share/doc/a/pt-br/index.html", False),
        ("/usr/share/doc/a/en/index.html", True),
        ("/usr/share/help/C/a/index.page", True),
        ("/usr/share/help/sv/a/index.page", False),
        ("/usr/share/doc/a/notes.txt.gz", True),
        ("/usr/share/doc/a/changelog.txt.gz", False),
        ("/usr/share/perl/5.36.0/pod/perlfaq.pod", True),
        ("/usr/share/doc/a/picture.png", False),
    ],
)
def test_which_files_are_read(path: str, wanted: bool) -> None:
    assert MANUAL.wants(path) is wanted


def test_text_page_and_pod_give_the_same_prose() -> None:
    pod = f"=head1 NAME\n\n{SENTENCE.replace('file', 'B<file>')}\n\n    my $code = 1;\n"
    broken = SENTENCE.replace(", and", ",\n   and")
    text = f"Title\n=====\n\n{broken}\n\n::\n\n  make && make install\n"
    page = f"<p>{SENTENCE}</p><p>Contents</p>"
    for path, content in (("a.pod", pod), ("a.rst", text), ("a.html", page)):
        assert list(MANUAL.paragraphs([(path, content.encode())])) == [SENTENCE]
    assert list(MANUAL.paragraphs([("a.txt.gz", gzip.compress(text.encode()))])) == [SENTENCE]


@pytest.mark.parametrize(
    "text",
    [
        "Too short to count.",
        "No end mark, although it is a sentence in all that it has",
        "Namen stehen hier, aber keine Wörter unserer Sprache, sondern andere.",
        "if (a == b) { return the_value_of(a); } else { for you it is an error; }",
        "Left Right Up Down Open Close Save Load Print Quit.",
    ],
)
def test_what_is_no_prose(text: str) -> None:
    assert is_prose(SENTENCE)
    assert not is_prose(text)
