"""Say why a checkpoint does not fit: which keys, which shapes, which architecture it looks like, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from model_zoo.errors import ModelError
from model_zoo.loaders.headers import Entry

Shapes = Mapping[str, tuple[int, ...]]

#: A piece of a key that only one family of models has, and what a user calls that family. First match wins.
_SIGNS = (
    ("generator_lm_head", "an ELECTRA generator"),
    ("generator_predictions", "an ELECTRA generator"),
    ("discriminator_predictions", "an ELECTRA discriminator, which tells replaced words and fills in none"),
    ("electra.", "an ELECTRA encoder"),
    ("albert_layer_groups", "an ALBERT"),
    ("vocab_transform", "a DistilBERT"),
    ("transformer.layer.0.attention.q_lin", "a DistilBERT"),
    ("roberta.", "a RoBERTa or XLM-R"),
    ("lm_head.layer_norm", "a RoBERTa or XLM-R"),
    ("feature_extractor.conv_layers", "a wav2vec 2.0, HuBERT or WavLM, which hears speech"),
    ("attn.Wqkv", "a ModernBERT"),
    ("mlp.Wi", "a ModernBERT"),
    ("attn.c_attn", "a GPT-2, which generates text"),
    ("self_attn.q_proj", "a Llama or one of its relatives, which generate text"),
    ("attention.query_key_value", "a GPT-NeoX or BLOOM, which generate text"),
    ("SelfAttention.q", "a T5"),
    ("vision_model", "a CLIP"),
    ("patch_embed", "a vision transformer"),
    ("attention.self.query", "a BERT"),
)
_HEAD_SIGNS = (
    "cls.predictions",
    "lm_head",
    "predictions",
    "vocab_transform",
    "generator_",
    "head.",
    "decoder",
)


def looks_like(names: Iterable[str]) -> str | None:
    """What the keys of a checkpoint say it is ("a RoBERTa or XLM-R"), None if nothing known."""
    text = "\n".join(names)
    return next((label for sign, label in _SIGNS if sign in text), None)


def _modern(name: str) -> str:
    # BERT's first release, converted from TensorFlow, calls a norm's weight and bias so.
    return name.removesuffix(".gamma") + ".weight" if name.endswith(".gamma") else (
        name.removesuffix(".beta") + ".bias" if name.endswith(".beta") else name
    )  # fmt: skip


def renaming(found: Iterable[str], expected: Iterable[str], prefix: str) -> Callable[[str], str]:
    """How to turn the file's names into the model's: of the usual prefixes, the one under which most names fit."""
    wanted = set(expected)

    def modern(name: str) -> str:
        name = _modern(name)
        if "embed_out." in name and name not in wanted and "lm_head.weight" in wanted:
            return name.replace("embed_out.", "lm_head.")  # GPT-NeoX's name of it in files
        return name

    names = [modern(name) for name in found]

    def strip(start: str) -> Callable[[str], str]:
        return lambda name: name.removeprefix(start)

    ways: list[Callable[[str], str]] = [strip("")]
    ways += [strip(start) for start in ("module.", "model.", "_orig_mod.", "module.model.", "student.")]
    # An encoder saved on its own has no prefix; the head beside it is named as ever.
    ways.append(lambda name: name if name in wanted else f"{prefix}.{name.removeprefix('module.')}")
    best = max(ways, key=lambda way: sum(way(name) in wanted for name in names))
    return lambda name: best(modern(name))


def check(
    found: Mapping[str, Entry],
    expected: Shapes,
    optional: set[str],
    architecture: str,
    config: str = "config.json",
) -> None:
    """Compare a checkpoint (already under the model's names) with the model. Raises ModelError if it does not fit.

    `optional` names may be missing: they are tied to others or computed. `config` is the file that describes the
    model.
    """
    missing = sorted(name for name in expected if name not in found and name not in optional)
    other = [
        f"{name} is {list(found[name].shape)} there and {list(shape)} by {config}"
        for name, shape in expected.items()
        if name in found and found[name].shape != tuple(shape)
    ]
    unexpected = sorted(name for name in found if name not in expected)
    if not missing and not other:
        _check_types(found, expected)
        return
    parts = [f"These weights do not fit the {architecture} that {config} describes."]
    if missing:
        parts.append(f"{len(missing)} of {len(expected)} tensors are missing ({_few(missing)}).")
    if other:
        parts.append(f"{len(other)} have another shape: {'; '.join(other[:2])}.")
    if unexpected:
        parts.append(f"{len(unexpected)} are not expected ({_few(unexpected)}).")
    parts.append(_cure(found, expected, missing, other, unexpected, config))
    raise ModelError(" ".join(parts))


def _cure(
    found: Mapping[str, Entry],
    expected: Shapes,
    missing: list[str],
    other: list[str],
    unexpected: list[str],
    config: str,
) -> str:
    head_only = missing and all(any(sign in name for sign in _HEAD_SIGNS) for name in missing)
    if head_only and not other:
        return (
            "It is an encoder without the head that predicts words: use a checkpoint saved with its head "
            "(…ForMaskedLM, or …ForCausalLM of a model that generates text)."
        )
    kind = looks_like(unexpected or found)
    if kind and looks_like(expected) != kind:
        return f"It looks like {kind}: put the {config} of that model beside it, or choose another model."
    if other:
        return f"Put the {config} beside the weights that was saved with them."
    return "The file seems to be a part of a model: use the complete checkpoint."


def _check_types(found: Mapping[str, Entry], expected: Shapes) -> None:
    wrong = [
        (name, found[name].dtype) for name in expected if name in found and found[name].dtype[0] not in "FB"
    ]
    wrong += [
        (name, found[name].dtype)
        for name in expected
        if name in found and found[name].dtype in ("BOOL", "F8_E4M3", "F8_E5M2")
    ]
    if wrong:
        name, dtype = wrong[0]
        raise ModelError(
            f"{len(wrong)} tensors are stored as {dtype} ({name}), which are no weights to compute with: "
            "use a checkpoint in float32, float16 or bfloat16."
        )


def _few(names: list[str]) -> str:
    more = f" and {len(names) - 2} more" if len(names) > 2 else ""
    return ", ".join(name[:80] for name in names[:2]) + more
