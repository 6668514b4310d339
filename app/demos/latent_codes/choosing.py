"""Which of the bundled models a request is for, when none is named: the one for its kind of input."""

from __future__ import annotations

from pathlib import Path

from app.core.pictures import ENDINGS as PICTURES
from app.core.pictures import bundled_pictures
from app.core.sounds import ENDINGS as SOUNDS
from app.core.sounds import bundled_samples, labelled_samples
from app.demos.latent_codes.contract import LatentCodesRequest
from model_zoo import cards

CARDS = {"picture": "inkling-image-codes", "sound": "inkling-speech-codes"}
SAVED_CODES = ".npz"
_LOOKED_AT = 200  # files of a folder


def kind_of(value: str) -> str | None:
    """Tell whether an input is a "picture" or a "sound", by sample id or ending; None if neither can be told."""
    if any(sample.id == value for sample in bundled_pictures()):
        return "picture"
    if any(sample.id == value for sample in (*bundled_samples(), *labelled_samples())):
        return "sound"
    path = Path(value)
    try:
        if value.strip() and path.expanduser().is_dir():
            names = sorted(path.expanduser().iterdir())[:_LOOKED_AT]
            return next((kind for one in names if (kind := _by_ending(one))), None)
    except (OSError, ValueError, RuntimeError):
        return None
    return _by_ending(path)


def card_for(request: LatentCodesRequest) -> str | None:
    """Give the id of the bundled card that reads this input; None leaves the choice to the family."""
    wanted = CARDS.get(kind_of(request.input) or "")
    return wanted if wanted in {card.id for card in cards.bundled("latent_codes")} else None


def _by_ending(path: Path) -> str | None:
    ending = path.suffix.lower()
    return "picture" if ending in PICTURES else "sound" if ending in (*SOUNDS, SAVED_CODES) else None
