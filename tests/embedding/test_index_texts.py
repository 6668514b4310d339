"""Files of users, cut into texts, sentences and words."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from model_zoo.embedding.index.sentences import names, sentences, units
from model_zoo.embedding.index.texts import CorpusError, column_of, columns, paragraphs, texts


def read(path: Path, column: str = "") -> list[str]:
    return [text for text, _ in texts(path, column_of(path, column))]


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path / "a.txt", "One line.\r\n\r\nAnother, naïve one.\n", encoding)
    assert read(path) == ["One line.", "Another, naïve one."]
    assert [share for _, share in texts(path, "")][-1] == 1.0


def test_lines_broken_to_fit_a_page_are_joined_and_others_are_not() -> None:
    page = [
        "It is a truth universally acknowledged, that a single man in",
        "possession of a good fortune, must be in want of a wife. And",
        "however little known the feelings or views of such a man may",
        "be, this truth is fixed.",
        "",
        "My dear Mr. Bennet, said his lady to him one day, have you so",
        "heard?",
    ]
    assert [text.split()[-1] for text in paragraphs(page)] == ["fixed.", "heard?"]
    lines = ["he sat on the bank of the river and watched the currents", "he cashed a check", "two messages"]
    assert list(paragraphs(lines)) == lines


def test_tables(tmp_path: Path) -> None:
    comma = written(tmp_path / "a.csv", 'id,note,body\n1,x,"He said: ""hi"",\nand left."\n2,,\n3,y,Bye.\n')
    assert columns(comma) == ("id", "note", "body")
    assert read(comma) == ['He said: "hi",\nand left.', "Bye."]
    assert read(comma, "note") == ["x", "y"]
    tabs = written(tmp_path / "b.tsv", "a\tb\n1\tthe longest one\n")
    assert column_of(tabs, "") == "b"
    semicolons = written(tmp_path / "c.csv", "k;v\n1;one, two, three\n")
    assert read(semicolons) == ["one, two, three"]


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"n": [1, 2, 3], "said": ["First.", None, "Third."]}), path)
    assert columns(path) == ("n", "said") and read(path) == ["First.", "Third."]
    with pytest.raises(CorpusError, match="holds int64, not text") as told:
        read(path, "n")
    assert told.value.field == "column"


@pytest.mark.parametrize(
    ("name", "content", "column", "sentence", "field"),
    [
        ("gone.txt", None, "", "There is no file “gone.txt” any more: it was moved", "corpus"),
        ("empty.txt", b" \n ", "", "“empty.txt” is empty: choose a file with text", "corpus"),
        ("a.txt", b"\x7fELF\x00\x00", "", "“a.txt” is no text but binary data", "corpus"),
        ("a.txt", b"caf\xe9 au lait", "", "“a.txt” is not text in UTF-8 all through: save it", "corpus"),
        ("a.txt", b"text", "body", "“a.txt” is plain text and has no columns", "column"),
        ("a.csv", b"a,b\n1,2\n", "c", "“a.csv” has no column “c”: it has a, b.", "column"),
        ("a.parquet", b"PAR2", "", "“a.parquet” is no Parquet file that can be read", "corpus"),
        ("\0", None, "", "it is no name of a file", "corpus"),
    ],
)
def test_what_is_no_corpus_is_told(
    tmp_path: Path, name: str, content: bytes | None, column: str, sentence: str, field: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CorpusError) as told:
        read(path, column)
    assert sentence in str(told.value) and told.value.field == field


def test_a_folder_is_no_corpus(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is a folder: choose a text"):
        columns(tmp_path)


def test_sentences() -> None:
    text = 'Mr. Smith met J. Brown.  "Who?" he asked. I said no. Then 3.5 e.g. this!  東京だ。はい。'
    assert list(sentences(text, 500)) == [
        "Mr. Smith met J. Brown.", '"Who?" he asked.', "I said no.", "Then 3.5 e.g. this!", "東京だ。", "はい。",
    ]  # fmt: skip
    pieces = list(sentences("word " * 100, 60))
    assert all(len(piece) <= 60 for piece in pieces) and " ".join(pieces) == ("word " * 100).strip()
    assert [len(piece) for piece in sentences("x" * 150, 60)] == [60, 60, 30]


def test_words() -> None:
    text = "The bank's well-known _them_ don’t 北京, naïve."
    assert names(text) == ["the", "bank", "well-known", "them", "don’t", "北", "京", "naïve"]
    assert [text[start:end].casefold() for start, end in units(text)] == names(text)
