"""The files of English text, in the order in which a paragraph found twice stays: the first file keeps it."""

from __future__ import annotations

SOURCES: tuple[tuple[str, str], ...] = tuple(
    ("natural", n) for n in ["wiki_leads_en", "wesnoth_en", "janeausten", "recipes_en", "wn_glosses", "wn_examples",
      "sotu", "shakespeare_milton", "gcide_sent"]) + tuple(("technical", n) for n in [
 "ddtp_en", "gimp-help-en", "gnucash-docs", "libreoffice-help-en-us", "mh-book", "png-definitive-guide", "apache2-doc",
 "erlang-doc", "git-doc", "libgtk-4-doc", "lilypond-doc-html", "linux-doc-6.1", "llvm-14-doc", "perl-doc",
 "postgresql-doc-15", "python-sklearn-doc", "python-sqlalchemy-doc", "python3.11-doc", "qtbase5-doc-html",
 "racket-doc", "rust-web-doc", "swi-prolog-doc"])


def file_names() -> list[str]:
    return [f"{kind}.{name}.txt.xz" for kind, name in SOURCES]
