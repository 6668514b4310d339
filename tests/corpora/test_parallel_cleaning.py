"""A pair that is kept reads like a sentence and its translation; what is dropped has a reason."""

from __future__ import annotations

from collections import Counter

import pytest

from model_zoo.corpora.parallel_cleaning import Reason, clean
from model_zoo.corpora.parallel_plausible import tidy
from model_zoo.corpora.parallel_scripts import is_simplified, is_written_in

KEPT = [
    (
        "de",
        "Save _warning when pasting",
        "Warnung beim Ein_fügen",
        "Save warning when pasting",
        "Warnung beim Einfügen",
    ),
    ("zh", "&Choose a file to open", "选择要打开的文件(&C)", "Choose a file to open", "选择要打开的文件"),
    (
        "de",
        "Print the text in blac~k",
        "Text in Sch~warz drucken",
        "Print the text in black",
        "Text in Schwarz drucken",
    ),
    (
        "de",
        "A quiet D&D-like adventure",
        "Ein D&D-ähnliches Abenteuer",
        "A quiet D&D-like adventure",
        "Ein D&D-ähnliches Abenteuer",
    ),
    (
        "ja",
        "Set rest_position of it",
        "rest_positionを設定します",
        "Set rest_position of it",
        "rest_positionを設定します",
    ),
    ("de", "female^Shall we go home?", "Sollen wir heimgehen?", "Shall we go home?", "Sollen wir heimgehen?"),
    (
        "fr",
        "* sending of short messages",
        "– envoi de messages courts",
        "sending of short messages",
        "envoi de messages courts",
    ),
    ("zh", "9.6.3. Using the UUID of it", "9.6.3. 使用它的 UUID", "Using the UUID of it", "使用它的 UUID"),
    (
        "es",
        "Press <b>Enter</b> &amp; wait",
        "Pulse <b>Intro</b> &amp; espere",
        "Press Enter & wait",
        "Pulse Intro & espere",
    ),
    (
        "fr",
        "%PRODUCTNAME must be started again",
        "%PRODUCTNAME doit être relancé",
        "LibreOffice must be started again",
        "LibreOffice doit être relancé",
    ),
    (
        "de",
        "Units have dst='traits' text='characteristics'",
        "Einheiten haben text='Eigenschaften'",
        "Units have characteristics",
        "Einheiten haben Eigenschaften",
    ),
]


@pytest.mark.parametrize(("language", "english", "other", "first", "second"), KEPT)
def test_what_is_no_part_of_the_sentence_is_taken_off(
    language: str, english: str, other: str, first: str, second: str
) -> None:
    assert clean(english, other, language) == (first, second)


DROPPED: list[tuple[str, str, str, Reason]] = [
    ("de", "Wait for $unit.name| to come", "Wartet auf $unit.name|, bis er kommt", "placeholder"),
    ("de", "Could not open the file %1", "Konnte die Datei %1 nicht öffnen", "placeholder"),
    ("fr", "He died on %(date)s in peace", "Il est mort le %(date)s en paix", "placeholder"),
    ("de", "text='Map' src='terrain/a.png' here", "text='Karte' src='terrain/a.png' hier", "markup"),
    ("de", "clear . . . . . . clear the list", "leeren . . . . . . Liste leeren", "markup"),
    ("fr", "Noto Sans Lao Light!", "Noto Sans, Lao: light", "equal"),
    ("de", "Press OptionAlt to do so", "Drücken Sie dazu OptionAlt", "joined"),
    ("de", "=SUM(A1:A3;50;B2/4)+2 == 7", "=SUMME(A1:A3;50;B2/4)+2 == 7", "signs"),
    ("de", "Last", "Letzter", "short"),
    ("ja", "Open the file in a window", "Open the file in a window 開く", "script"),
    ("ja", "It watches over the files you have in there.", "它看守着你那里所有的文件并且从不睡觉", "script"),
    ("zh", "It watches over the files.", "それはファイルを見守ります。", "script"),
    ("zh", "The dictionary of the checker is here.", "這個檢查器的字典檔在這裡。", "traditional"),
    ("de", "Convert it to the working space", "Figure 4. Convert this to the working space", "english"),
    ("es", "We wait here until the last of them has come home.", "Esperamos.", "length"),
    ("fr", "Snap to Guides, Snap to Guides", "Recomposer l'image, Recomposer l'image", "index"),
]


@pytest.mark.parametrize(("language", "english", "other", "why"), DROPPED)
def test_a_pair_is_dropped_for_a_reason(language: str, english: str, other: str, why: Reason) -> None:
    refused: Counter[Reason] = Counter()
    assert clean(english, other, language, refused) is None
    assert refused == {why: 1}


def test_one_rare_character_does_not_make_chinese_traditional() -> None:
    assert is_simplified("呣哈哈，你的弟弟已经死啦")
    assert is_simplified("我有一本小人书")  # the same in both ways of writing
    assert not is_simplified("希伯來文字典")


def test_japanese_titles_can_do_without_kana() -> None:
    assert is_written_in("画像編集", "ja")
    assert not is_written_in("图像编辑", "ja")
    assert is_written_in("Größe der Straße", "de")
    assert not is_written_in("Размер улицы", "de")


def test_files_hold_what_can_be_a_sentence_at_all() -> None:
    assert tidy("The owl  sees the mouse.", "Die Eule\tsieht die Maus.", "de") == (
        "The owl sees the mouse.",
        "Die Eule sieht die Maus.",
    )
    assert tidy("The owl sees the mouse.", "猫头鹰 看见 了老鼠。", "zh") == (
        "The owl sees the mouse.",
        "猫头鹰看见了老鼠。",
    )
    for other in ("The owl sees the mouse.", "x", "Die Eule sieht die Maus. " * 9):
        assert tidy("The owl sees the mouse.", other, "de") is None
    assert tidy("Save as file", "Als Datei speichern", "de") is None
    assert tidy("The owl %s sees the mouse.", "Die Eule %s sieht die Maus.", "de") is None
    assert tidy("The owl sees the mouse.", "ふくろうがねずみを見る。", "zh") is None
    assert tidy("The owl sees the mouse.", "The owl 看见 mouse.", "zh") is None
