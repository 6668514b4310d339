"""How a vocabulary's piece looks to a reader: never "##ing", never "Ġthe", spaces visible as what they are."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from typing import Any, Literal

Kind = Literal["wordpiece", "bytes", "metaspace", "plain"]

#: Thai, Lao, Tibetan, Myanmar, Khmer; kana; Han with its extensions.
_UNSPACED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)

#: SentencePiece's way to write a byte that no piece has.
_FALLBACK = re.compile("<0x[0-9A-F]{2}>")

#: Pieces that only say that a word begins.
BEGINNINGS = ("▁", "Ġ")

_VISIBLE = {" ": "␣", "\n": "⏎", "\t": "⇥", "\u00a0": "⍽", "\u200b": "ZWSP", "\ufeff": "BOM"}


class Surfaces:
    """Reads the pieces of one tokenizer."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._specials = set(tokenizer.all_special_tokens)
        self._added = {int(one): str(token) for one, token in tokenizer.added_tokens_decoder.items()}
        self.kind, self._prefix = _kind(tokenizer)
        #: Whether a text's first piece loses the space that marks a word's beginning (SentencePiece).
        self.drops_first_space = self.kind in ("metaspace", "wordpiece")
        self.piece = lru_cache(maxsize=65_536)(self._piece)
        self.of = lru_cache(maxsize=65_536)(self._of)
        self.data = lru_cache(maxsize=65_536)(self._data)
        self.adds = lru_cache(maxsize=65_536)(self._adds)

    def _piece(self, token_id: int) -> str:
        """The vocabulary's own spelling."""
        return str(self._tokenizer.convert_ids_to_tokens(token_id))

    def _of(self, token_id: int) -> str:
        """What a reader would see of the piece, without the mark that joins it to its neighbours."""
        piece = self.piece(token_id)
        if piece in self._specials:
            return piece
        text = self.plain(piece)
        return visible(text.strip(" ") or text) if text else "∅"

    def special(self, token_id: int) -> bool:
        """Whether it is a mark of the model's, no text."""
        return self.piece(token_id) in self._specials

    def _data(self, token_id: int) -> bytes:
        """The UTF-8 bytes that a token puts into a text, perhaps a part of a character; none for special tokens."""
        piece = self.piece(token_id)
        if piece in self._specials:
            return b""
        if token_id in self._added:
            return self._added[token_id].encode()
        if self.kind == "bytes":
            alphabet = _alphabet()
            return b"".join(bytes([alphabet[one]]) if one in alphabet else one.encode() for one in piece)
        if self.kind == "metaspace":
            return (
                bytes([int(piece[3:5], 16)])
                if _FALLBACK.fullmatch(piece)
                else piece.replace("▁", " ").encode()
            )
        if self.kind == "wordpiece":
            joined = piece.startswith(self._prefix)
            return (piece.removeprefix(self._prefix) if joined else " " + piece).encode()
        return piece.encode()

    def _adds(self, token_id: int) -> str:
        """The text that a token adds, a leading space included; a part of a character as its bytes, ‹E2 80›."""
        if self.special(token_id):
            return self.piece(token_id)
        data = self.data(token_id)
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return "‹" + data.hex(" ").upper() + "›"

    def plain(self, piece: str) -> str:
        """The characters that a piece puts into a text, with a leading space where it begins a word."""
        if self.kind == "wordpiece":
            return piece.removeprefix(self._prefix)
        if self.kind == "metaspace":
            return _bytes_of_fallback(piece.replace("▁", " "))
        if self.kind == "bytes":
            return _from_bytes(piece)
        return piece

    def joins_left(self, piece: str) -> bool:
        """Whether a piece continues the word before it, so that no space stands between them."""
        if self.kind == "wordpiece":
            return piece.startswith(self._prefix)
        if self.kind in ("bytes", "metaspace"):
            return not self.plain(piece).startswith(" ")
        return False


def visible(text: str) -> str:
    """`text` with spaces at its ends, and characters that have no shape, made visible."""
    if text.strip() == text and text.isprintable():
        return text
    return "".join(_VISIBLE.get(one, one if one.isprintable() else f"‹{ord(one):04X}›") for one in text)


def unspaced(text: str) -> bool:
    """Whether `text` holds a character of a script that writes no spaces between words (Han, kana, Thai ...)."""
    return _UNSPACED.search(text) is not None


def clinging(text: str, place: int) -> bool:
    """Whether text[place] is one sign with the character before it: a combining mark, a joined or tinted emoji."""
    joiner, here = "\u200d", text[place]
    if unicodedata.category(here) in ("Mn", "Me") or here == joiner or "\U0001f3fb" <= here <= "\U0001f3ff":
        return not text[place - 1].isspace()
    return text[place - 1] == joiner


def _kind(tokenizer: Any) -> tuple[Kind, str]:
    whole = json.loads(tokenizer.backend_tokenizer.to_str())
    model = whole.get("model") or {}
    if model.get("type") == "WordPiece":
        return "wordpiece", str(model.get("continuing_subword_prefix", "##"))
    text = json.dumps([whole.get("pre_tokenizer"), whole.get("decoder")])
    if '"ByteLevel"' in text:
        return "bytes", ""
    if '"Metaspace"' in text or "▁" in text:
        return "metaspace", ""
    return "plain", ""


@lru_cache(maxsize=1)
def _alphabet() -> dict[str, int]:
    # GPT-2's bijection of bytes to printable characters (Radford et al. 2019, encoder.py).
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    table = {chr(byte): byte for byte in plain}
    return table | {chr(256 + number): byte for number, byte in enumerate(others)}


def _from_bytes(piece: str) -> str:
    alphabet = _alphabet()
    if any(one not in alphabet for one in piece):
        return piece  # an added token, stored as it is written
    data = bytes(alphabet[one] for one in piece)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # A piece may be a part of a character; its bytes say so more honestly than a question mark.
        return "‹" + data.hex(" ").upper() + "›"


def _bytes_of_fallback(piece: str) -> str:
    return f"‹{piece[3:5]}›" if _FALLBACK.fullmatch(piece) else piece
