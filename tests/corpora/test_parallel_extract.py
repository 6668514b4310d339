"""Pairs are found in every format, and texts that do not belong together are not paired."""

from __future__ import annotations

from model_zoo.corpora.extract import page_pairs
from model_zoo.corpora.extract.catalogue_pairs import CATALOGUES
from model_zoo.corpora.extract.description_pairs import DESCRIPTIONS
from model_zoo.corpora.extract.help_pairs import HELP
from tests.corpora.samples import catalogue


def test_catalogues_give_what_is_translated() -> None:
    data = catalogue(
        {
            "": "Content-Type: text/plain",
            "Who goes <i>there</i>,\nfriend or foe?": "Wer da,\nFreund oder Feind?",
            "scene\4The orcs are coming.": "Die Orks kommen.",
            "one unit of gold\0many units of gold": "ein Gold\0viel Gold",
            "This was never translated.": "",
        }
    )
    assert list(CATALOGUES.pairs([("x", data)], "de")) == [
        ("Who goes there, friend or foe?", "Wer da, Freund oder Feind?"),
        ("The orcs are coming.", "Die Orks kommen."),
    ]


def test_each_language_reads_its_own_catalogues() -> None:
    chinese = [f"/usr/share/locale/{name}/LC_MESSAGES/owl.mo" for name in ("zh_CN", "zh_HANS")]
    taiwan = "/usr/share/locale/zh_TW/LC_MESSAGES/owl.mo"
    assert all(CATALOGUES.wants(path, "zh") for path in chinese)
    assert not any(
        CATALOGUES.wants(path, language) for path in (taiwan, *chinese) for language in ("de", "ja")
    )
    assert not CATALOGUES.wants(taiwan, "zh")
    assert not CATALOGUES.wants("/usr/share/doc/de/LC_MESSAGES/owl.txt", "de")


ENGLISH_LIST = """\
Package: owl
Description-md5: aa11
Description-en: watches over files at night
 It watches over the files you have.
 .
 It can:
  * hoot when one is changed
    in the dark;
  * sleep.

Package: mouse
Description-md5: bb22
Description-en: runs away from owls
 It has one paragraph.

Package: nest
Description-md5: cc33
Description-en: holds the eggs
 Nobody translated this.
"""
GERMAN_LIST = """\
Package: owl
Description-md5: aa11
Description-de: wacht nachts über Dateien
 Sie wacht über Ihre Dateien.
 .
 Sie kann:
  * rufen, wenn sich im Dunkeln
    eine ändert;
  * schlafen.

Package: owl-again
Description-md5: aa11
Description-de: ein zweites Mal
 Derselbe Text unter anderem Namen.

Package: mouse
Description-md5: bb22
Description-de: läuft vor Eulen davon
 Hier sind es zwei.
 .
 Nicht einer.
"""


def test_descriptions_are_paired_by_paragraph_where_both_have_as_many() -> None:
    lists = [("1-Translation-en", ENGLISH_LIST.encode()), ("2-Translation-de", GERMAN_LIST.encode())]
    found = dict(DESCRIPTIONS.pairs(lists, "de"))
    assert found.pop("watches over files at night") == "wacht nachts über Dateien"
    assert found.pop("It watches over the files you have.") == "Sie wacht über Ihre Dateien."
    assert found.pop("* sleep.") == "* schlafen."
    assert found.pop("runs away from owls") == "läuft vor Eulen davon"
    assert all("paragraph" not in english and "egg" not in english for english in found)
    assert DESCRIPTIONS.wants("9-Translation-zh_CN", "zh")
    assert not DESCRIPTIONS.wants("9-Translation-zh_CN", "de")


def help_page(*texts: tuple[str, str, str]) -> bytes:
    body = "".join(
        f'<{tag} id="{name}" dir="auto">\n<a name="x"></a>{text}</{tag}>' for tag, name, text in texts
    )
    return f"<html><head><title>T</title></head><body><p>logo</p>{body}</body></html>".encode()


def test_help_is_paired_by_page_and_id() -> None:
    place = "/usr/share/libreoffice/help/{}/text/swriter/{}.html"
    english = help_page(
        ("h1", "hd_id1", "Numbering Lists"),
        ("p", "par_id2", 'Choose <span class="emph">Tools</span> &amp; wait.'),
        ("p", "par_id3", "Only in English."),
    )
    german = help_page(
        ("p", "par_id2", 'Wählen Sie <span class="emph">Extras</span> &amp; warten Sie.'),
        ("h1", "hd_id1", "Listen nummerieren"),
        ("p", "par_id9", "Nur auf Deutsch."),
    )
    other_page = help_page(("h1", "hd_id1", "Etwas anderes"))
    files = [
        (place.format("en-US", "lists"), english),
        (place.format("de", "lists"), german),
        (place.format("de", "other"), other_page),
    ]
    assert all(HELP.wants(path, "de") for path, _ in files)
    assert not HELP.wants(place.format("de", "lists"), "fr")
    assert not HELP.wants("/usr/share/libreoffice/help/de/index.js", "de")
    assert set(HELP.pairs(files, "de")) == {
        ("Numbering Lists", "Listen nummerieren"),
        ("Choose Tools & wait.", "Wählen Sie Extras & warten Sie."),
    }


def test_pages_are_paired_only_when_they_have_as_many_blocks() -> None:
    place = "/usr/share/gimp/2.0/help/{}/{}.html"
    files = [
        (place.format("en", "a"), b"<h1>Layers</h1><p>A layer is a sheet.</p><pre>code</pre>"),
        (place.format("en", "b"), b"<h1>Paths</h1><p>One.</p><p>Two.</p>"),
        (place.format("fr", "a"), b"<h1>Calques</h1><p>Un calque est une feuille.</p>"),
        (place.format("fr", "b"), b"<h1>Chemins</h1><p>Un seul.</p>"),
    ]
    assert list(page_pairs.GIMP.pairs(files, "fr")) == [
        ("Layers", "Calques"),
        ("A layer is a sheet.", "Un calque est une feuille."),
    ]
    assert page_pairs.GIMP.wants(place.format("zh_CN", "a"), "zh")
    assert not page_pairs.GIMP.wants(place.format("en", "glossary"), "fr")


def test_every_manual_has_its_own_place_for_languages() -> None:
    places = {
        page_pairs.HANDBOOK: "/usr/share/doc/debian-handbook/html/{}/sect.apt.html",
        page_pairs.GUIDE: "/usr/share/doc/installation-guide-amd64/{}/ch01s02.html",
        page_pairs.DESKTOP: "/usr/share/help/{}/gnome-help/about.page",
    }
    names = (("en-US", "ja-JP", "de-DE"), ("en", "ja", "de"), ("C", "ja", "de"))
    for (extractor, place), (english, japanese, german) in zip(places.items(), names, strict=True):
        files = [
            (place.format(english), b"<title>Be careful</title><p>Go on.</p>"),
            (place.format(japanese), "<title>注意</title><p>続けます。</p>".encode()),
        ]
        assert all(extractor.wants(path, "ja") for path, _ in files)
        assert not extractor.wants(place.format(german), "ja")
        assert list(extractor.pairs(files, "ja")) == [("Be careful", "注意"), ("Go on.", "続けます。")]


def test_books_are_paired_by_chapter() -> None:
    files = [
        ("/usr/share/debian-reference/ch01.en.html", b"<p>Be careful.</p>"),
        ("/usr/share/debian-reference/ch01.zh-cn.html", "<p>请小心。</p>".encode()),
    ]
    assert all(page_pairs.REFERENCE.wants(path, "zh") for path, _ in files)
    assert not page_pairs.REFERENCE.wants(files[1][0], "ja")
    assert list(page_pairs.REFERENCE.pairs(files, "zh")) == [("Be careful.", "请小心。")]
