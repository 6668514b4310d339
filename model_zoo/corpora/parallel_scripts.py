"""Which script and which language a text is in, as far as signs and the commonest words tell.

Chinese is kept in Simplified characters only. Which characters belong to one way of writing alone is read off
two national standards: GB 2312 of the mainland has the simplified forms, Big5 of Taiwan the traditional ones.
"""

from __future__ import annotations

import re
from functools import lru_cache

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3041-\u30fa\u30fd-\u30ff\uff66-\uff9f]")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile(r"[A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"[^\W\d_]+")

_MOST_HAN_WITHOUT_KANA = 9
"""Japanese titles can do without kana (画像編集), sentences cannot."""
_LEAST_OWN = 1 / 3
"""Share of the letters that are Chinese or Japanese; names of programs stay Latin, and have more letters."""
_LEAST_LATIN = 0.9

_COMMON = {
    "en": "the of and to in is that it for with be are on this by or not you can if from your will has",
    "de": "der die das und ist zu den von mit für auf ein eine nicht im dem sie werden wird oder des sich als",
    "fr": "le la les de des et est un une pour dans en du que vous pas sur au par ce ou avec qui il à l d",
    "es": "el la los las de y es un una para en del que con no se por al su o como más esta este lo",
}
_FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}


@lru_cache(maxsize=20_000)
def _standards(sign: str) -> tuple[bool, bool, bool]:
    """Whether (GB 2312, Big5, JIS X 0208) has the character."""

    def has(standard: str) -> bool:
        try:
            sign.encode(standard)
        except UnicodeEncodeError:
            return False
        return True

    return has("gb2312"), has("big5"), has("shift_jis")


def is_simplified(text: str) -> bool:
    """Whether next to none of the characters that only one way of writing has are traditional.

    One among simplified ones can be an interjection that GB 2312 lacks.
    """
    known = [_standards(sign) for sign in _HAN.findall(text)]
    traditional = sum(big5 and not gb for gb, big5, _ in known)
    simplified = sum(gb and not big5 for gb, big5, _ in known)
    return traditional * 4 <= simplified or traditional == 1 <= simplified


def is_written_in(text: str, language: str) -> bool:
    """Whether enough of the text's letters are of the language's script."""
    letters = len(_LETTER.findall(text))
    if not letters:
        return False
    han, kana = len(_HAN.findall(text)), len(_KANA.findall(text))
    if language == "zh":
        return not kana and han >= _LEAST_OWN * letters
    if language == "ja":
        return han + kana >= _LEAST_OWN * letters and (bool(kana) or _is_short_japanese(text, han))
    return len(_LATIN.findall(text)) >= _LEAST_LATIN * letters


def _is_short_japanese(text: str, han: int) -> bool:
    """Whether text without kana is short and has no character that Japanese lacks."""
    return han <= _MOST_HAN_WITHOUT_KANA and all(_standards(sign)[2] for sign in _HAN.findall(text))


def is_left_in_english(other: str, language: str) -> bool:
    """Whether a German, French or Spanish text has more of English's commonest words than of its own."""
    if language not in _FUNCTION_WORDS:
        return False
    words = [word.lower() for word in _WORD.findall(other)]
    english, own = (sum(word in _FUNCTION_WORDS[name] for word in words) for name in ("en", language))
    return english >= 2 and english > own
