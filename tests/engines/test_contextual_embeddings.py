"""The engine is tested for meaning, on the bundled model, and against computations by hand."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

import numpy as np
import pytest
import torch

from app.core.contract import Cancelled, SilentProgress, UserError
from app.core.discovery import demos
from app.core.examples import examples
from app.core.schema import decode, set_value
from app.demos.contextual_embeddings.contract import ContextualEmbeddingsRequest, ContextualEmbeddingsResult
from app.demos.contextual_embeddings.engine import ContextualEmbeddings
from app.demos.contextual_embeddings.marks import find as mark
from model_zoo.cards import find
from model_zoo.loaders.encoder import Encoder, load

SENTENCES = (
    "The snail drew back into its *shell*.",
    "She found a pink *shell* on the beach.",
    "A turtle cannot leave its *shell*.",
    "Type the command in the *shell* and press Enter.",
    "Bash is the default *shell* on many systems.",
    "The script is executed by the *shell* line by line.",
)
SENSES = ("animal",) * 3 + ("computer",) * 3


@pytest.fixture(scope="module")
def model() -> Encoder:
    return load(find("inkling-mlm-en"), torch.device("cpu"), torch.float32, lambda fraction, note: None)


@pytest.fixture(scope="module")
def engine(model: Encoder) -> Iterator[ContextualEmbeddings]:
    yield ContextualEmbeddings(model)


def ask(engine: ContextualEmbeddings, **fields: object) -> ContextualEmbeddingsResult:
    given = {"sentences": SENTENCES, "groups": SENSES, "seed": 3, **fields}
    return engine.run(ContextualEmbeddingsRequest(**given), SilentProgress())  # type: ignore[arg-type]


def vectors(model: Encoder, layer: int) -> np.ndarray:
    """Each sentence alone through the model, the marked word's pieces found by their text: [n, width]."""
    found = []
    for number, sentence in enumerate(SENTENCES, 1):
        marked = mark(number, sentence, "")
        encoded = model.tokenizer(marked.text, return_offsets_mapping=True, return_tensors="pt")
        with torch.inference_mode():
            out = model.model(input_ids=encoded["input_ids"], output_hidden_states=True)
        hidden = (*out.hidden_states[:-1], out[0])[layer][0]
        middle = marked.start + len(marked.word) // 2
        (place,) = [
            at
            for at, (start, end) in enumerate(encoded["offset_mapping"][0].tolist())
            if start <= middle < end
        ]
        found.append(hidden[place].numpy().astype(np.float64))
    return np.stack(found)


def test_the_matrix_is_the_cosine_of_the_words_alone(engine: ContextualEmbeddings, model: Encoder) -> None:
    result = ask(engine)
    for layer in (0, 3, model.layers - 1):
        data = vectors(model, layer)
        lengths = np.linalg.norm(data, axis=1)
        wanted = data @ data.T / np.outer(lengths, lengths)
        np.testing.assert_allclose(result.layers[layer].matrix, wanted, atol=2e-4)


def test_at_the_input_a_word_is_the_same_everywhere_and_then_its_senses_part(
    engine: ContextualEmbeddings,
) -> None:
    result = ask(engine)
    assert np.min(result.layers[0].matrix) > 0.999
    assert result.separation is not None
    last = result.separation[-1]
    assert last.accuracy == 1.0 and last.silhouette is not None and last.silhouette > 0.2
    matrix = np.array(result.layers[-1].matrix)
    within = (matrix[:3, :3].sum() - 3 + matrix[3:, 3:].sum() - 3) / 12
    assert within > matrix[:3, 3:].mean() + 0.08


@pytest.mark.parametrize("index", range(len(examples(demos()["contextual-embeddings"]))))
def test_the_senses_of_each_bundled_set_part_at_some_layer(engine: ContextualEmbeddings, index: int) -> None:
    example = examples(demos()["contextual-embeddings"])[index]
    request = decode(ContextualEmbeddingsRequest, example.request)
    counts = {group: request.groups.count(group) for group in request.groups}
    assert max(counts.values()) == min(counts.values()) >= 4, "the senses must be balanced"
    result = engine.run(request, SilentProgress())
    assert result.separation is not None
    assert max(one.accuracy or 0 for one in result.separation) >= 0.85


@pytest.mark.parametrize("correction", ["centred", "whitened", "all_but_top"])
def test_corrections_bring_random_pairs_down_to_nothing(
    engine: ContextualEmbeddings, correction: str
) -> None:
    result = ask(engine, correction=correction, raw=True)
    assert result.raw is not None and result.raw_separation is not None
    for corrected, raw in zip(result.layers[1:], result.raw[1:], strict=True):
        assert raw.random_pairs.mean > 0.3
        assert abs(corrected.random_pairs.mean) < 0.05
        assert corrected.random_pairs.p05 < corrected.random_pairs.mean < corrected.random_pairs.p95
    assert result.raw == ask(engine).layers


def test_components_are_told_and_change_the_answer(engine: ContextualEmbeddings) -> None:
    assert ask(engine, correction="centred").components is None
    assert ask(engine, correction="all_but_top").components == 3  # 256 / 100, rounded
    assert ask(engine, correction="whitened").components is None
    many = ask(engine, correction="all_but_top", components=20)
    assert many.components == 20 and many.layers != ask(engine, correction="all_but_top").layers
    none = ask(engine, correction="all_but_top", components=0)
    np.testing.assert_allclose(
        none.layers[4].matrix, ask(engine, correction="centred").layers[4].matrix, atol=1e-5
    )


def test_neighbours_are_those_of_the_matrix(engine: ContextualEmbeddings) -> None:
    for layer in ask(engine).layers:
        for row, found in enumerate(layer.neighbours):
            values = {at: layer.matrix[row][at] for at in range(len(SENTENCES)) if at != row}
            assert [near.similarity for near in found] == pytest.approx(
                sorted(values.values(), reverse=True), abs=1e-9
            )
            assert {near.index for near in found} == set(values)


def test_layers_can_be_named(engine: ContextualEmbeddings) -> None:
    every = ask(engine)
    some = ask(engine, layers=(6, 2))
    assert [one.layer for one in some.layers] == [2, 6] and every.depth == some.depth == 6
    assert some.layers[0].matrix == every.layers[2].matrix
    assert some.separation is not None and [one.layer for one in some.separation] == [2, 6]


def test_maps_lie_upon_one_another(engine: ContextualEmbeddings) -> None:
    maps = [np.array(one.coordinates) for one in ask(engine).layers[1:]]
    for before, after in itertools.pairwise(maps):
        best = np.linalg.norm(after - before)
        for turned in (-after, after * [1, -1], after * [-1, 1], after[:, ::-1]):
            assert best <= np.linalg.norm(turned - before) + 1e-6


@pytest.mark.timeout(600)  # UMAP compiles itself when it is first used
@pytest.mark.parametrize("projection", ["umap", "tsne"])
def test_other_maps_have_the_same_matrix(engine: ContextualEmbeddings, projection: str) -> None:
    result = ask(engine, projection=projection, layers=(6,))
    assert result.layers[0].matrix == ask(engine, layers=(6,)).layers[0].matrix
    assert np.isfinite(result.layers[0].coordinates).all()
    assert result == ask(engine, projection=projection, layers=(6,))


def test_a_word_is_found_where_nothing_is_marked(engine: ContextualEmbeddings) -> None:
    plain = tuple(sentence.replace("*", "") for sentence in SENTENCES)
    result = ask(engine, sentences=plain, word="SHELL")
    assert result.layers == ask(engine).layers
    assert set(result.words) == {"shell"}
    assert (
        result.labels[0] == "…back into its shell."
        and result.labels[3] == "…command in the shell and press Enter."
    )


def test_without_groups_there_is_no_separation(engine: ContextualEmbeddings) -> None:
    assert ask(engine, groups=()).separation is None
    some = ask(engine, groups=("a", "a", "", "", "b", "b")).separation
    assert some is not None and some[-1].accuracy == 1.0
    one = ask(engine, groups=("a",) * 6).separation
    assert one is not None and one[-1].accuracy is None and one[-1].silhouette is None


def test_a_word_of_another_script_and_in_a_compound() -> None:
    assert mark(1, "我去银行取钱。", "银行").start == 2
    assert mark(1, "the support of the port", "port").start == 19
    assert mark(1, "a *New York* taxi", "").word == "New York"
    assert mark(1, "2 * 3 is a *product*", "").text == "2 * 3 is a product"


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"sentences": ("a *b*",), "groups": ()}, "sentences", "nothing to be compared"),
        ({"sentences": ("a *b*", "a b"), "groups": ()}, "sentences", "Sentence 2 marks no word"),
        ({"sentences": ("a *b*", "*a* *b*"), "groups": ()}, "sentences", "Sentence 2 marks 2 words"),
        ({"sentences": ("a *b*", "  "), "groups": ()}, "sentences", "Sentence 2 is empty"),
        (
            {"sentences": ("a *b*", "support"), "groups": (), "word": "port"},
            "sentences",
            "does not have the word",
        ),
        ({"sentences": ("a *b*", "x " * 3000 + "*b*"), "groups": ()}, "sentences", "shorten the sentence"),
        (
            {"sentences": ("a *b*", "\ud800 *b*"), "groups": ()},
            "sentences",
            "Sentence 2 has half a character",
        ),
        ({"groups": ("a", "b")}, "groups", "2 groups for 6 sentences"),
        ({"layers": (7,)}, "layers", "layers 0 to 6"),
        ({"layers": ()}, "layers", "is empty"),
        ({"correction": "whitened", "components": 256}, "components", "between 1 and 255"),
        ({"correction": "all_but_top", "components": -1}, "components", "between 0 and 255"),
    ],
)
def test_what_cannot_be_answered_is_told(
    engine: ContextualEmbeddings, fields: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(UserError, match=words) as told:
        ask(engine, **fields)
    assert told.value.field == field


def test_stop_is_heard_at_each_layer(engine: ContextualEmbeddings) -> None:
    class Stopping(SilentProgress):
        def report(self, fraction: float | None, note: str = "") -> None:
            if note == "Layer 3":
                raise Cancelled

    with pytest.raises(Cancelled):
        engine.run(ContextualEmbeddingsRequest(SENTENCES), Stopping())


def test_the_command_line_takes_all_or_a_list() -> None:
    data: dict[str, object] = {}
    for text, value in (("all", "all"), ("0,3", [0, 3]), ("[2]", [2]), ("5", [5])):
        set_value(ContextualEmbeddingsRequest, data, f"layers={text}")
        assert data["layers"] == value
    set_value(ContextualEmbeddingsRequest, data, "correction=centred")
    set_value(ContextualEmbeddingsRequest, data, "components=4")
    request = decode(ContextualEmbeddingsRequest, json.loads(json.dumps(data | {"sentences": ["a"]})))
    assert (request.layers, request.correction, request.components) == ((5,), "centred", 4)
