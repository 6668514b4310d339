"""Polishing a pair: what is no part of the sentence is taken off both sides.

Tags and entities, the marks of keyboard accelerators (`&File`, `Cre_ate`, `(_S)`), gettext's contexts before `^`,
bullets, marks of footnotes, section numbers that both sides have, and the office suite's own name for itself.
"""

from __future__ import annotations

import html
import re
import unicodedata

from model_zoo.corpora.extract.base import one_line

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_INVISIBLE = re.compile("[\u0000-\u0008\u000e-\u001f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_CONTEXT = re.compile(r"^[^\W\d][^\s^]{0,40}\^(?=\w)")
"""Wesnoth's: `female^Should we go?`; most translators leave it out."""
_LINK = re.compile(r"(?:\bdst='[^']*'\s*)?\btext='((?:[^'\\]|\\.)*)'")
"""Wesnoth's help: `dst='traits' text='characteristics'`, of which a player sees the last."""
_BRACKETED_KEY = re.compile(r"\s*[(（][_&~][^\s()（）][)）]")
"""Chinese and Japanese have the accelerator behind the text."""
_KEY = re.compile(r"(?<![\w&~])[_&~](?=\w)|(?<=[^\W_])[_&~](?=[a-zß-ÿ])")
"""At the start of a word, or inside it before a small letter."""
_WORD_WITH_KEY = re.compile(r"[A-Za-z0-9]*[_&~][A-Za-z0-9]+")
_FOOTNOTE = re.compile(r"(?<=[^\W\d_])\[\d{1,2}\]")
_BULLET = re.compile(r"^(?:[*•‣–—·-]\s+|[・●■])")
_NUMBER = re.compile(r"^((?:\d+\.)+\d*|[A-Z]\.\d[\d.]*|\(?\d+\))\s*(?=\D)")
_NAMES = {"%PRODUCTNAME": "LibreOffice", "%MOD1": "Ctrl", "%MOD2": "Alt"}


def polish(english: str, other: str) -> tuple[str, str]:
    """Both sides, NFC, on one line each."""
    if _CONTEXT.match(english):
        english, other = _CONTEXT.sub("", english), _CONTEXT.sub("", other)
    english, other = _plain(english), _plain(other)
    english, other = _without_keys(english, other), _without_keys(other, english)
    english, other = _BULLET.sub("", english), _BULLET.sub("", other)
    ours, theirs = _NUMBER.match(english), _NUMBER.match(other)
    if ours and theirs and ours[1].strip(".") == theirs[1].strip("."):
        english, other = english[ours.end() :], other[theirs.end() :]
    return english, other


def _plain(text: str) -> str:
    text = _FOOTNOTE.sub("", _LINK.sub(r"\1", _TAG.sub("", html.unescape(text))))
    for sign, name in _NAMES.items():
        text = text.replace(sign, name)
    text = _INVISIBLE.sub("", text).replace(
        "⋅", " "
    )  # some translators' sign for a space that must not break
    return one_line(unicodedata.normalize("NFC", text))


def _without_keys(text: str, counterpart: str) -> str:
    """Without the mark of an accelerator, of which there is one at most.

    A word that the other side has with the same sign is a name, as `drag&drop` and `rest_position` are.
    """
    text = _BRACKETED_KEY.sub("", text)
    if len(_KEY.findall(text)) != 1:
        return text
    word = _WORD_WITH_KEY.search(text)
    if word and not word[0].startswith(("_", "&", "~")) and word[0] in counterpart:
        return text
    return _KEY.sub("", text)
