"""Dataclasses to JSON and back, checked, with messages that a user can act on."""

from __future__ import annotations

import dataclasses
import difflib
import json
import math
import re
import sys
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from app.core.contract import Encoded, Media, Picture, Sound, UserError

T = TypeVar("T")


def encode(value: Any) -> Any:
    """JSON builtins for `value`: dataclasses to dicts, arrays and tuples to lists, NaN and infinity to None.

    Raises TypeError for what has no place in a result (tensors, open files).
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Media):
        return value.file
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: encode(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [encode(item) for item in value]
    if isinstance(value, Path):
        return str(value)
    numpy = sys.modules.get("numpy")  # whoever holds an array has imported it
    if numpy is not None and isinstance(value, numpy.ndarray | numpy.generic):
        return encode(value.tolist())
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def dumps(value: Any, indent: int | None = None) -> str:
    """`encode` and write as one JSON text, characters as they are. Lone surrogates become escapes."""
    text = json.dumps(encode(value), ensure_ascii=False, indent=indent, allow_nan=False)
    if any("\ud800" <= character <= "\udfff" for character in text):
        return json.dumps(encode(value), ensure_ascii=True, indent=indent, allow_nan=False)
    return text


def parse(text: str) -> Any:
    """JSON builtins for a JSON text; raises ValueError, also for NaN and Infinity and for bottomless nesting."""
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def decode(type_: type[T], data: Any) -> T:
    """Make a `type_` from JSON builtins, strictly.

    Raises UserError with the field's name for unknown fields, missing fields and values of a wrong type.
    """
    if dataclasses.is_dataclass(type_):
        _check_fields(type_, data)
    try:
        return msgspec.convert(data, type_, dec_hook=_decode_extra)
    except msgspec.ValidationError as error:
        message, field = _sentence(str(error))
        if "Invalid enum value" in str(error) and dataclasses.is_dataclass(type_):
            message = _choices(type_, field or "", message)
        raise UserError(message, field) from None


def _choices(type_: Any, field: str, otherwise: str) -> str:
    allowed = get_args(get_type_hints(type_).get(field))
    return f"“{field}” is one of {', '.join(map(str, allowed))}." if allowed else otherwise


def _decode_extra(type_: type, value: Any) -> Any:
    if type_ is Path and isinstance(value, str):
        return Path(value)
    if type_ is Encoded and isinstance(value, str):
        path = Path(value)
        return Encoded(path.read_bytes(), path.suffix, value)
    if isinstance(value, str) and isinstance(type_, type) and issubclass(type_, Media):
        from app.core.pictures import ENDINGS, read_picture
        from app.core.sounds import read_sound

        pictured = type_ is Picture or (type_ is Media and value.lower().endswith(ENDINGS))
        return read_picture(value) if pictured else read_sound(value)
    raise TypeError(f"{type_.__name__} cannot be read from JSON")


def _check_fields(type_: Any, data: Any) -> None:
    if not isinstance(data, dict):
        raise UserError(f'A request is a JSON object such as {{"text": "..."}}, not {_kind(data)}.')
    known = [item.name for item in dataclasses.fields(type_)]
    for name in data:
        if name not in known:
            near = difflib.get_close_matches(str(name), known, 1)
            hint = f"did you mean “{near[0]}”?" if near else f"the fields are {', '.join(known)}."
            raise UserError(f"There is no field “{name}”: {hint}", str(name))


_WHERE = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?$", re.DOTALL)
_MISSING = re.compile(r"missing required field `(\w+)`")


def _sentence(error: str) -> tuple[str, str | None]:
    """Turn msgspec's message into ours: ("“top_k” must be a whole number, not text.", "top_k")."""
    if missing := _MISSING.search(error):
        return f"“{missing[1]}” is missing: give it a value.", missing[1]
    found = _WHERE.match(error)
    what, path = (found["what"], found["path"] or "") if found else (error, "")
    words = what.replace("`", "")
    words = re.sub(r"Expected (.+), got (.+)", r"expected \1, but got \2", words)
    for technical, plain in _PLAIN:
        words = re.sub(rf"\b{technical}\b", plain, words)
    field = re.split(r"[.\[]", path)[0] or None
    return (f"“{path}” does not fit: {words}." if path else f"{words}."), field


_PLAIN = (
    ("int", "a whole number"),
    ("float", "a number"),
    ("str", "text"),
    ("bool", "true or false"),
    ("array", "a list"),
    ("object", "an object"),
    ("null", "nothing"),
)


def _kind(value: Any) -> str:
    names = {list: "a list", str: "text", int: "a number", float: "a number", bool: "true or false"}
    return "nothing" if value is None else names.get(type(value), type(value).__name__)


def json_schema(type_: type) -> dict[str, Any]:
    """JSON schema (2020-12) of a request or result; numpy arrays are nested lists of numbers."""
    return msgspec.json.schema(type_, schema_hook=_schema_extra)


def _schema_extra(type_: type) -> dict[str, Any]:
    if type_ is Path:
        return {"type": "string", "format": "path"}
    if isinstance(type_, type) and issubclass(type_, Media):
        if type_ is Encoded:
            return {"type": ["string", "null"], "description": "the file, once it is written"}
        what = {Sound: "sound", Picture: "picture"}.get(type_, "sound or picture")
        return {"type": ["string", "null"], "description": f"the {what}'s file, once it is written"}
    return {"type": "array", "description": "nested lists of numbers"}


def set_value(type_: type, data: dict[str, Any], assignment: str) -> None:
    """Put the command line's "field=value" into `data`.

    The value is read as the field's type wants it: text as it stands, lists as JSON or comma-separated, the
    rest as JSON. Raises UserError for a missing "=" or an unknown field.
    """
    name, equals, text = assignment.partition("=")
    if not equals:
        raise UserError(f"“{assignment}” needs the form field=value.")
    _check_fields(type_, {name: None})
    hint = get_type_hints(type_)[name]
    data[name] = _read(hint, text)


def _read(hint: Any, text: str) -> Any:
    kind = str(hint)
    many = "tuple" in kind or "list" in kind
    if hint is str or hint is Path or ("Literal" in kind and (not many or text in _literals(hint))):
        return text
    if many and isinstance(hint, UnionType) and str in get_args(hint) and not text.lstrip().startswith("["):
        return text  # a text or a list, such as a file's path or what would stand in it
    value = _number(text)
    if many and not isinstance(value, list | dict):
        parts = [part.strip() for part in text.split(",") if part.strip()]
        return parts if "str" in kind else [_number(part) for part in parts]
    # An optional text stays text, also where it looks like a number.
    kinds = [get_origin(kind) or kind for kind in get_args(hint)]
    return text if not many and str in kinds and type(value) not in kinds else value


def _literals(hint: Any) -> list[Any]:
    """The words that a choice of a fixed word or a list allows ("all")."""
    return [word for part in get_args(hint) if "Literal" in str(part) for word in get_args(part)]


def _number(text: str) -> Any:
    try:
        return parse(text)
    except ValueError:
        return text
