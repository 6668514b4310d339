"""The vector between languages: against the model's own words, a hook by hand, and two languages with a known key."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from app.core.contract import Cancelled, SilentProgress, UserError
from app.demos.language_vector import bitexts
from app.demos.language_vector.alignment import dictionary
from app.demos.language_vector.contract import STEPS, LanguageVectorRequest, LanguageVectorResult
from app.demos.language_vector.engine import LanguageVector
from app.demos.language_vector.exports import views
from app.demos.language_vector.projection import plane
from app.demos.language_vector.vocabulary import Vocabulary, script
from model_zoo.cards import find
from model_zoo.loaders.masked_lm import MaskedLM, load
from tests.engines.toy_languages import WORDS, checkpoint, pairs_file, sentences

KEY = dict(WORDS)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> MaskedLM:
    folder = checkpoint(tmp_path_factory.mktemp("toy") / "model")
    return load(find(str(folder)), torch.device("cpu"), torch.float32, lambda fraction, note: None)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> LanguageVectorRequest:
    """Sentences of the first language that the pairs do not begin with."""
    return LanguageVectorRequest(
        source="aa",
        target="bb",
        sentences=tuple(one for one, _ in sentences(20, seed=9)),
        layer=1,
        alpha=(0.0, 1.0),
        pairs=str(pairs_file(tmp_path_factory.mktemp("pairs"))),
    )


def answer(model: MaskedLM, request: LanguageVectorRequest, progress: Any = None) -> LanguageVectorResult:
    return LanguageVector(model).run(request, progress or SilentProgress())


def own_words(model: MaskedLM, text: str) -> list[int]:
    """What the whole model says, asked by transformers alone."""
    inputs = model.tokenizer(text, return_tensors="pt")
    with torch.inference_mode():
        found: list[int] = model.model(**inputs).logits[0].argmax(-1).tolist()
    return found[1:-1]


def test_alpha_0_says_what_the_model_says(model: MaskedLM, asked: LanguageVectorRequest) -> None:
    texts = (*asked.sentences, "bado kiru", "bado zent . bado kiru mela toba .")  # of unlike lengths: padding
    for layer in range(model.layers):
        found = answer(model, replace(asked, sentences=texts, alpha=0.0, layer=layer)).alphas[0]
        assert [list(row) for row in found.ids] == [own_words(model, text) for text in texts]


def test_the_shift_is_what_a_hook_by_hand_gives(model: MaskedLM, asked: LanguageVectorRequest) -> None:
    """The means and the moved states, computed one sentence at a time with nothing of ours."""
    pairs = [line.split("\t") for line in Path(asked.pairs).read_text().splitlines()]
    bert, layer = model.model.bert, 2

    def mean(side: int) -> torch.Tensor:
        states = []
        for pair in pairs:
            inputs = model.tokenizer(pair[side], return_tensors="pt")
            states.append(bert(**inputs, output_hidden_states=True).hidden_states[layer][0, 1:-1])
        return torch.cat(states).mean(0)

    with torch.inference_mode():
        vector = mean(1) - mean(0)
        for alpha in (-0.5, 1.3):
            found = answer(model, replace(asked, alpha=alpha, layer=layer)).alphas[0]
            for sentence, text in enumerate(asked.sentences[:6]):
                inputs = model.tokenizer(text, return_tensors="pt")
                shift = torch.zeros(inputs["input_ids"].shape[1], 1)
                shift[1:-1] = alpha

                def add(_module: Any, _inputs: Any, out: Any, shift: torch.Tensor = shift) -> Any:
                    moved = (out[0] if isinstance(out, tuple) else out) + shift * vector
                    return (moved, *out[1:]) if isinstance(out, tuple) else moved

                handle = bert.encoder.layer[layer - 1].register_forward_hook(add)
                logits = model.model(**inputs).logits[0, 1:-1]
                handle.remove()
                assert list(found.ids[sentence]) == logits.argmax(-1).tolist()
                best = logits.softmax(-1).max(-1).values.numpy()
                np.testing.assert_allclose(found.probabilities[sentence], best, atol=1e-4)
    assert answer(model, replace(asked, layer=layer)).vector_length == pytest.approx(
        float(vector.norm()), rel=1e-4
    )


def test_the_vector_turns_the_words(model: MaskedLM, asked: LanguageVectorRequest) -> None:
    results = [answer(model, replace(asked, layer=layer)) for layer in range(model.layers)]
    before, after = results[1].alphas
    assert before.conversion_rate == 0 and before.kept > 0.95 and before.translation_accuracy == 0
    best = max(results, key=lambda one: one.alphas[1].translation_accuracy or 0.0)
    after = best.alphas[1]
    assert after.conversion_rate is not None and after.conversion_rate > 0.9
    assert after.translation_accuracy is not None and best.baseline is not None
    assert after.translation_accuracy > 3 * best.baseline
    assert after.kept < 0.5


def test_the_dictionary_finds_the_key(model: MaskedLM, asked: LanguageVectorRequest) -> None:
    engine = LanguageVector(model)
    result = engine.run(asked, SilentProgress())
    assert result.dictionary == result.entries == len(KEY)
    for row, source in zip(result.alphas[1].translated, result.sources, strict=True):
        for hit, token, said in zip(
            row, source, result.alphas[1].tokens[result.sources.index(source)], strict=True
        ):
            if token.text == ".":
                assert hit is None
            else:
                assert hit == (said == KEY[token.text])
    # One constant word translates one of the twelve words.
    assert result.baseline == pytest.approx(1 / len(KEY))


def test_the_map_holds_what_each_question_gives(model: MaskedLM, asked: LanguageVectorRequest) -> None:
    sweep = answer(model, replace(asked, sweep=True, others=0)).sweep
    assert sweep is not None and sweep.sentences == len(asked.sentences)
    assert len(sweep.kept) == model.layers and all(len(row) == len(STEPS) for row in sweep.kept)
    for layer in (0, 3):
        for alpha in (-1.0, 0.5, 2.0):
            one = answer(model, replace(asked, layer=layer, alpha=alpha)).alphas[0]
            place = STEPS.index(alpha)
            assert sweep.conversion_rate[layer][place] == one.conversion_rate
            assert sweep.translation_accuracy[layer][place] == one.translation_accuracy
            assert sweep.kept[layer][place] == one.kept


class Watch(SilentProgress):
    """Keeps what is handed over; presses Stop once `rows` rows of the map are there."""

    def __init__(self, rows: int = 99) -> None:
        self.rows = rows
        self.partials: list[LanguageVectorResult] = []
        self.notes: list[str] = []

    def report(self, fraction: float | None, note: str = "") -> None:
        self.notes.append(note)
        if self.partials and measured(self.partials[-1]) >= self.rows:
            raise Cancelled

    def partial(self, value: object) -> None:
        assert isinstance(value, LanguageVectorResult)
        self.partials.append(value)


def measured(result: LanguageVectorResult) -> int:
    return 0 if result.sweep is None else sum(row[0] is not None for row in result.sweep.kept)


def test_the_map_grows_and_stop_loses_nothing(model: MaskedLM, asked: LanguageVectorRequest) -> None:
    engine, watch = LanguageVector(model), Watch(rows=2)
    asked = replace(asked, sweep=True)
    with pytest.raises(Cancelled):
        engine.run(asked, watch)
    assert [measured(one) for one in watch.partials] == [0, 1, 2]
    first = watch.partials[1].sweep
    assert first is not None and first.kept[asked.layer][0] is not None, "the layer looked at comes first"
    again = Watch()
    engine.run(replace(asked, alpha=0.3), again)  # the slider moved: the words come with what is known
    assert measured(again.partials[0]) == 2 and again.partials[0].alphas[0].alpha == 0.3
    assert measured(again.partials[-1]) == model.layers
    quick = Watch()
    engine.run(replace(asked, alpha=0.4), quick)
    assert not any(note.startswith(("Measuring", "Averaging")) for note in quick.notes)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"layer": 9}, "layer", "0 (the embedding) to 3"),
        ({"alpha": ()}, "alpha", "one to 64"),
        ({"alpha": float("nan")}, "alpha", "no alpha"),
        ({"target": "aa"}, "target", "same language"),
        ({"sentences": ()}, "sentences", "Write a sentence"),
        ({"sentences": ("bado", " ")}, "sentences", "Sentence 2 is empty"),
        ({"sentences": ("bado " * 100,)}, "sentences", "102 tokens"),
        ({"sentences": ("\ud83d",)}, "sentences", "half a character"),
        ({"pairs": "/no/such/file.tsv"}, "pairs", "cannot be read"),
        ({"pairs": ""}, "source", "no bundled sentences in “aa”"),
        ({"others": -1}, "others", "0 to 1,000"),
    ],
)
def test_what_cannot_be_answered(
    fields: dict[str, Any], field: str, words: str, model: MaskedLM, asked: LanguageVectorRequest
) -> None:
    with pytest.raises(UserError) as caught:
        answer(model, replace(asked, **fields))
    assert caught.value.field == field and words in str(caught.value)


def test_files_of_pairs(tmp_path: Path) -> None:
    import lzma

    headed = tmp_path / "headed.tsv"
    headed.write_text("en\txx\tyy\nHello\tha\tho\n\nBye\tba\tbo\textra\nlost\n", encoding="utf-8")
    found = bitexts.read(str(headed), "yy", "en")
    assert found.pairs("yy", "en") == [("ho", "Hello"), ("bo", "Bye")]
    with pytest.raises(UserError, match="en, xx, yy"):
        bitexts.read(str(headed), "en", "zz")
    packed = tmp_path / "plain.tsv.xz"
    packed.write_bytes(lzma.compress(b"Wasser\twater\tsource\n"))
    assert bitexts.read(str(packed), "de", "en").pairs("de", "en") == [("Wasser", "water")]
    for name, data in (
        ("empty.tsv", b""),
        ("words.tsv", b"no tab here\n"),
        ("bytes.tsv", b"\xff\xfe\x00\t\xff"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UserError) as caught:
            bitexts.read(str(tmp_path / name), "en", "de")
        assert caught.value.field == "pairs"
    with pytest.raises(UserError, match="cannot be read"):
        bitexts.read(str(tmp_path), "en", "de")


def test_the_bundled_sentences_are_whole() -> None:
    found = bitexts.bundled()
    assert found.codes == ("en", "de", "fr", "es", "zh", "ja") and len(found.rows) >= 60
    assert all(len(row) == 6 and all(cell == cell.strip() != "" for cell in row) for row in found.rows)
    assert len(set(found.side("en"))) == len(found.rows)
    assert all(4 <= len(text.split()) <= 10 for text in found.side("en"))
    assert all(script(text) in ("han", "kana") for text in found.side("zh") + found.side("ja"))


def test_the_alignment_of_a_toy_corpus() -> None:
    pairs = [
        (f"{the} {animal} {deed}", f"{der} {tier} {tat}")
        for animal, tier in (("dog", "hund"), ("cat", "kater"), ("bear", "bär"))
        for deed, tat in (("sleeps", "schläft"), ("eats", "frisst"))
        for the, der in (("the", "der"), ("a", "ein"))
    ]
    pairs.append(("once here", "einmal hier"))
    found = dictionary([(one.split(), two.split()) for one, two in pairs])
    for word, entry in (
        ("dog", "hund"),
        ("cat", "kater"),
        ("sleeps", "schläft"),
        ("eats", "frisst"),
        ("the", "der"),
    ):
        assert found[word] == {entry}
    assert "once" not in found  # seen once: nothing tells its translation from its neighbour's
    assert dictionary([]) == {}
    assert dictionary([([], ["x"])]) == {}


def test_whose_a_piece_is() -> None:
    texts = {
        "en": [" the"] * 8 + [" dog", " in", " hand"],
        "de": [" der"] * 6 + [" hund"] * 3 + [" in", " hand"],
        "zh": ["狗", "学生", "中国"] * 3,
        "ja": ["犬", "学生", "です"] * 3,
        "fr": [" chien", " le"],
    }

    def kinds(source: str, target: str, *pieces: str) -> list[str]:
        judge = Vocabulary(lambda token_id: "", texts, source, target)
        return [judge.kind_of(piece) for piece in pieces]

    assert kinds("en", "de", " der", " the", " in", " hund", " chien", " unseen", "狗", ".", "12") == [
        "target", "source", "none", "target", "other", "none", "other", "none", "none",
    ]  # fmt: skip
    assert kinds("en", "zh", "新", "です", " chien", " the") == ["target", "other", "source", "source"]
    assert kinds("en", "ja", "犬", "です", "新しい") == ["target"] * 3
    assert kinds("zh", "ja", "犬", "狗", "学生", "です") == ["target", "source", "none", "target"]
    assert kinds("en", "de", "", "\ufffd") == [
        "other",
        "none",
    ]  # a mark of the model's own; a part of a character
    assert kinds("zh", "de", " der", " the", " unseen", "狗") == ["target", "other", "none", "source"]


def test_the_plane_keeps_distances_and_points_right() -> None:
    rng = np.random.default_rng(0)
    flat = (
        rng.normal(size=(4, 2)) @ rng.normal(size=(2, 30)) + 5
    )  # four points of a plane in thirty dimensions
    means = dict(zip("abcd", flat, strict=True))
    points = {one.code: np.array([one.x, one.y]) for one in plane(means, "c", "a")}
    for one in means:
        for two in means:
            wide = np.linalg.norm(means[one] - means[two])
            assert np.linalg.norm(points[one] - points[two]) == pytest.approx(wide, abs=1e-9)
    assert points["a"][0] >= points["c"][0]


def test_exports_tell_the_result(model: MaskedLM, asked: LanguageVectorRequest) -> None:
    result = answer(model, replace(asked, sweep=True))
    found = {view.id: view for view in views(asked, result)}
    assert set(found) == {"tokens", "languages", "map", "curves"}
    table = found["tokens"].table
    assert table is not None
    assert len(table.rows) == 2 * sum(len(row) for row in result.sources)
    kept = [row for row in table.rows if row[0] == 0.0]
    share = sum(int(str(row[table.columns.index("kept")])) for row in kept) / len(kept)
    assert share == pytest.approx(result.alphas[0].kept)
    curves = found["curves"].table
    assert curves is not None and [row[1] for row in curves.rows] == list(STEPS)


def test_examples_name_sentences_of_the_source() -> None:
    import app.demos.language_vector as demo

    known = bitexts.bundled()
    for example in json.loads((Path(demo.__file__).parent / "examples.json").read_text(encoding="utf-8")):
        request = example["request"]
        assert set(request["sentences"]) <= set(known.side(request["source"]))
