"""The torch side of latent-codes: hands a request to the half that reads its kind of input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.core.contract import Progress, UserError
from app.demos.latent_codes.choosing import CARDS, kind_of
from app.demos.latent_codes.contract import LatentCodesRequest, LatentCodesResult
from app.demos.latent_codes.picture_engine import PictureEngine
from model_zoo.latent.image_codes import ImageCodes

if TYPE_CHECKING:
    from app.demos.latent_codes.speech_engine import SpeechEngine
    from model_zoo.latent.sound_codec import SoundCodec


class LatentCodesEngine:
    """Answers LatentCodesRequest with a model of codes."""

    def __init__(self, model: ImageCodes | SoundCodec) -> None:
        self._kind = model.kind
        self._half: PictureEngine | SpeechEngine
        if isinstance(model, ImageCodes):
            self._half = PictureEngine(model)
        else:
            from app.demos.latent_codes.speech_engine import (
                SpeechEngine,
            )  # what sounds need, pictures need not wait for

            self._half = SpeechEngine(model)

    def run(self, request: LatentCodesRequest, progress: Progress) -> LatentCodesResult:
        """Raises UserError for inputs, quantisers and edits that do not fit the model."""
        kind = kind_of(request.input)
        if request.task == "codes" and kind not in (None, self._kind):
            raise UserError(
                f"This model reads {self._kind}s, and the input is a {kind}: choose the model {CARDS[kind or '']}.",
                "input",
            )
        return self._half.run(request, progress)
