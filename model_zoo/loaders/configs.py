"""Read a config.json with suspicion: it is the first thing of a stranger's model that is believed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from model_zoo.errors import ModelError
from model_zoo.loaders.limits import MAX_CONFIG, MAX_COUNT, MAX_SIZES

#: Keys that could make transformers fetch or run code, that describe another precision than is asked for, or
#: that change what a call gives back. A billion labels would be written out one by one, and none is needed.
_IGNORED = (
    "auto_map",
    "quantization_config",
    "_name_or_path",
    "dtype",
    "torch_dtype",
    "transformers_version",
    "custom_pipelines",
    "_attn_implementation",
    "attn_implementation",
    "num_labels",
    "id2label",
    "label2id",
    "problem_type",
    "return_dict",
    "torchscript",
    "output_hidden_states",
    "output_attentions",
    "chunk_size_feed_forward",
    "add_cross_attention",
    "use_cache",
)
#: Names of numbers of which each means a module more.
_COUNT = re.compile(r"layers|groups|group_num|blocks|block_sizes|stages|experts|repeats")


def read_config(folder: Path, likely: str | None, generates: bool = False) -> dict[str, Any]:
    """The config of a model's folder as a dictionary with a "model_type".

    `likely` is what the weights look like, for the sentence when there is no config; `generates`
    says that the family reads from left to right. Raises ModelError:
    missing, no JSON, without a model type, or with sizes that no model has.
    """
    path = folder / "config.json"
    if not path.is_file():
        guess = f" The weights look like {likely}." if likely else ""
        raise ModelError(f"There is no config.json beside the weights: put the model's own there.{guess}")
    if path.stat().st_size > MAX_CONFIG:
        raise ModelError("config.json is too large to be one: put the model's own there.")
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"config.json is damaged ({error}): put the model's own there.") from error
    if not isinstance(data, dict) or not isinstance(data.get("model_type"), str):
        raise ModelError(
            'config.json does not say which model it is: it needs a "model_type" such as "bert".'
        )
    for key, most in MAX_SIZES.items():
        value = data.get(key)
        if value is not None and (type(value) is not int or not 0 < value <= most):
            raise ModelError(
                f"config.json says {key} is {str(value)[:40]}, which no model has (1 to {most:,}): "
                "put the model's own there."
            )
    _check_counts(data)
    if data.get("is_decoder") is True and not generates:
        raise ModelError(
            "config.json says is_decoder: such a model sees only what stands before a word and generates text. "
            "Use a masked language model."
        )
    return {key: value for key, value in data.items() if key not in _IGNORED}


def _check_counts(data: dict[str, Any]) -> None:
    for key, value in data.items():
        many = value if isinstance(value, list) else [value]
        if _COUNT.search(key) and any(type(one) is int and one > MAX_COUNT for one in many):
            raise ModelError(
                f"config.json says {key} is {str(value)[:40]}, which no model has (at most {MAX_COUNT}): "
                "put the model's own there."
            )
