"""Request and result of the masked-words demo. The field names are a contract: scripts read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Order = Literal["independent", "left_to_right", "best_first"]


@dataclass(frozen=True, slots=True)
class MaskedWordsRequest:
    """A text with masks, and what to tell of it.

    Masks are written [MASK], or as the model's own mask token; several are allowed.
    """

    text: str
    top_k: int = 10  # candidates per mask, 1 to 1000
    #: How several masks are filled together: each on its own, one after the other from the left, or the
    #: surest first; every filled mask is seen by those still open, except with "independent".
    order: Order = "best_first"
    targets: tuple[str, ...] = ()  # words to score in the masks' place; several pieces are scored whole
    layers: bool = False  # what every layer would have said at each mask (logit lens)
    score: bool = False  # pseudo-log-likelihood of each token (Salazar et al. 2020); the text has no mask
    positions: bool = False  # the model's own prediction at every token, nothing masked
    lens: bool = False  # best guess of every layer at every token


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: text[start:end], in characters (code points) of the request's text.

    `text` is that surface; `piece` the vocabulary's spelling ("##ing", "Ġthe"). `word` counts words from 0
    and is None for special tokens; the pieces of one word share it. A special token covers no text
    (start == end), except a mask, which covers the mask as it was written.
    """

    text: str
    id: int
    start: int
    end: int
    special: bool
    piece: str
    word: int | None
    mask: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """`token` is the surface a reader would see; `piece` the vocabulary's spelling."""

    token: str
    id: int
    probability: float
    piece: str = ""


@dataclass(frozen=True, slots=True)
class Mask:
    """One mask: `index` of its token in `tokens`; candidates by falling probability; entropy in nats."""

    index: int
    candidates: tuple[Candidate, ...]
    entropy: float


@dataclass(frozen=True, slots=True)
class Guess:
    """A layer's best guess and its probability."""

    token: str
    probability: float


@dataclass(frozen=True, slots=True)
class TargetScore:
    """Natural log-probability of `target`, all its pieces together, in place of mask number `mask`."""

    target: str
    log_probability: float
    mask: int = 0  # which mask, counted from 0 in the order of the text
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class MaskedWordsResult:
    """What the model believes. Fields that were not asked for are None."""

    tokens: tuple[Token, ...]
    masks: tuple[Mask, ...]
    filled: str  # the text with the best joint filling
    joint_log_probability: float | None  # natural log of that filling's probability; None without masks
    target_scores: tuple[TargetScore, ...]
    layers: tuple[tuple[Guess, ...], ...] | None  # [mask][layer]; layer 0 is the embedding's output
    pseudo_log_likelihood: tuple[float | None, ...] | None  # [token]; None for special tokens
    positions: tuple[tuple[Candidate, ...], ...] | None  # [token][candidate]
    lens: tuple[tuple[Guess, ...], ...] | None  # [layer][token]
    window: int  # tokens the model can see at once
