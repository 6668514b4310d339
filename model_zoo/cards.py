"""What models there are: the bundled cards, and a card made for any folder, file or hub name. No torch."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from model_zoo.errors import ModelError
from model_zoo.hashing import sha256_of

#: How a slow step tells where it is: fraction (None: unknown) and a note. May raise to stop the step.
Report = Callable[[float | None, str], None]

CHECKPOINTS = Path(__file__).resolve().parent / "checkpoints"
SCHEMA = 1
DEFAULTS = {
    "masked_lm": "inkling-mlm-en",
    "causal_lm": "inkling-gpt-en",
    "encoder": "inkling-mlm-six",
    "voice_conversion": "inkling-voices",
    "latent_codes": "inkling-image-codes",
    "auto_encoder": "inkling-auto-encoders",
    "image_codec": "inkling-image-codec",
    "variational": "inkling-generator",
}
#: Families whose demos can use models of others too: below its head, a masked language model is an encoder.
ALSO = {"encoder": ("masked_lm",)}
WEIGHTS = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
SUFFIXES = (".safetensors", ".bin", ".pt", ".pth", ".ckpt")
_HUB_NAME = re.compile(r"[\w-][\w.-]{0,95}(/[\w-][\w.-]{0,95})?")


@dataclass(frozen=True, slots=True)
class Card:
    """A checkpoint's identity. `path` is its folder; `weights` are file names in it; sha256 is of the weights."""

    id: str
    title: str
    family: str  # "" for a user's model: its loader decides whether it fits
    path: Path
    bytes: int
    sha256: str
    licence: str = ""
    metrics: dict[str, float] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    summary: str = ""
    limits: str = ""
    weights: tuple[str, ...] = ()
    parameters: int | None = None
    source: Literal["bundled", "local", "hub"] = "local"
    spec: str = ""  # what names this model again


def bundled(family: str | None = None) -> list[Card]:
    """The cards under model_zoo/checkpoints, by id; hashes are as written there, nothing is read but cards."""
    found = [read_card(path) for path in sorted(CHECKPOINTS.glob("*/card.toml"))]
    return [card for card in found if family is None or serves(card, family)]


def serves(card: Card, family: str) -> bool:
    """Whether demos of a family may ask this model. A user's model may try: its loader looks inside."""
    return card.family in ("", family, *ALSO.get(family, ()))


def default(family: str, prefers: str = "") -> Card:
    """The bundled model of a family: `prefers` if it is there, else the family's own. ModelError if there is none."""
    cards = bundled(family)
    if not cards:
        raise ModelError(f"No model of the family {family} is bundled: choose one of your own.")
    by_id = {card.id: card for card in cards}
    return by_id.get(prefers) or by_id.get(DEFAULTS.get(family, "")) or cards[0]


def read_card(path: Path) -> Card:
    """Read one card.toml, anew only if it changed. Raises ModelError naming the file and what is wrong with it."""
    try:
        state = path.stat()
    except OSError as error:
        raise ModelError(f"The card {path} cannot be read: {error}.") from error
    return _read_card(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=64)
def _read_card(path: Path, _time: int, _size: int) -> Card:
    # Every request asks for its card, and hundreds of lines of TOML take longer than a short text's answer.
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"The card {path} cannot be read: {error}.") from error
    if data.get("schema") != SCHEMA:
        raise ModelError(f"The card {path} has schema {data.get('schema')!r}; this Inkling reads {SCHEMA}.")
    try:
        return Card(
            id=_text(data, "id"),
            title=_text(data, "title"),
            family=_text(data, "family"),
            path=path.parent,
            bytes=int(data["bytes"]),
            sha256=_text(data, "sha256"),
            licence=_text(data, "licence"),
            metrics={str(key): float(value) for key, value in data.get("metrics", {}).items()},
            languages=tuple(data.get("languages", ())),
            summary=str(data.get("summary", "")),
            limits=str(data.get("limits", "")),
            weights=(_text(data, "weights"),),
            parameters=int(data["parameters"]) if "parameters" in data else None,
            source="bundled",
            spec=_text(data, "id"),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"The card {path} is damaged: {error}.") from error


def _text(data: dict[str, Any], key: str) -> str:
    value = data[key]
    if not isinstance(value, str) or not value:
        raise ValueError(f"“{key}” must be text")
    return value


def find(spec: str, report: Report | None = None) -> Card:
    """The card of a bundled id, of a folder or weights file, or of `hub:NAME` (which downloads it).

    A user's files are hashed once; the hash is remembered by size and time. Raises ModelError with a sentence.
    """
    report = report or _silent
    if spec.startswith("hub:"):
        # Only this branch ever reaches for the network, and only because the user wrote "hub:".
        from model_zoo.loaders.hub import download

        folder = download(spec.removeprefix("hub:"), report)
        return _local_card(folder, spec, "hub", report)
    known = {card.id: card for card in bundled()}
    if spec in known:
        return known[spec]
    path = _existing(spec, list(known))
    return _local_card(path, str(path), "local", report)


def _existing(spec: str, known: list[str]) -> Path:
    if "\0" in spec or not spec.strip():
        raise ModelError(
            "A model is named by a bundled id, a folder, a file, or hub:NAME; this name is empty."
        )
    try:
        path = Path(spec).expanduser().resolve(strict=True)
    except (OSError, RuntimeError) as error:
        near = difflib.get_close_matches(spec, known, 1)
        hint = f"Did you mean “{near[0]}”?" if near else f"Bundled: {', '.join(known) or 'none'}."
        reason = "a loop of links" if "loop" in str(error).lower() else "no such folder or file"
        shown = spec if len(spec) <= 200 else f"{spec[:200]}…"
        hub = f" For a model of the hub write hub:{spec}." if _HUB_NAME.fullmatch(spec) else ""
        raise ModelError(
            f"There is no model “{shown}”: it is no bundled id, and {reason} is there. {hint}{hub}"
        ) from error
    return path


def _local_card(path: Path, spec: str, source: Literal["local", "hub"], report: Report) -> Card:
    folder, weights = weight_files(path)
    sizes = [(folder / name).stat().st_size for name in weights]
    try:
        digest = sha256_of([folder / name for name in weights], report)
    except OSError as error:
        raise ModelError(f"{error.filename or folder} cannot be read: {error.strerror}.") from error
    name = spec.removeprefix("hub:") if source == "hub" else (path.stem if path.is_file() else path.name)
    return Card(
        id=name,
        title=name,
        family="",
        path=folder,
        bytes=sum(sizes),
        sha256=digest,
        weights=weights,
        source=source,
        spec=spec,
    )


def weight_files(path: Path) -> tuple[Path, tuple[str, ...]]:
    """The folder and the names of the weight files of a checkpoint: safetensors first, shards in order.

    Raises ModelError if there are none, or if one is no ordinary file.
    """
    if path.is_file():
        if path.suffix not in SUFFIXES:
            raise ModelError(
                f"{path.name} is no weights file: choose a .safetensors, .bin, .pt, .pth, .ckpt file or a folder."
            )
        return path.parent, (path.name,)
    if not path.is_dir():
        raise ModelError(f"{path} is neither a folder nor an ordinary file.")
    for name in WEIGHTS:
        file = path / name
        if not file.is_file():
            continue
        if name.endswith(".index.json"):
            from model_zoo.loaders.shards import shard_names

            return path, shard_names(file)
        return path, (name,)
    try:
        others = sorted(file.name for file in path.iterdir() if file.suffix in SUFFIXES and file.is_file())
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}.") from error
    if len(others) == 1:
        return path, (others[0],)
    if others:
        raise ModelError(f"{path.name} holds {len(others)} weight files ({', '.join(others[:4])}): open one.")
    raise ModelError(
        f"{path.name} holds no weights: a model's folder has a model.safetensors or pytorch_model.bin, "
        "a config.json and a tokenizer."
    )


def _silent(fraction: float | None, note: str) -> None:
    """Nobody asked."""
