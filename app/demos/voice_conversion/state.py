"""What the page remembers: which of its modes is open, the sounds, and how they are said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from app.core.contract import UserError
from app.core.sounds import bundled_samples
from app.demos.voice_conversion.contract import F0, VoiceConversionRequest

Mode = Literal["convert", "blend", "swap", "leakage", "batch"]
Into = Literal["recording", "blend"]
Format = Literal["wav", "flac"]


@dataclass(frozen=True, slots=True)
class VoiceConversionState:
    """The inputs. `into` says whether the target is a recording or the blend: what Convert and Blend have set."""

    mode: Mode = "convert"
    source: str = "nova"
    target: str = "lewis"
    weights: dict[str, float] = field(default_factory=lambda: {"af_heart": 0.5, "am_echo": 0.5})
    into: Into = "recording"
    f0: F0 = "match"
    semitones: float = 0.0
    melody: float = 1.0
    content: str = ""
    seed: int | None = None
    sources: tuple[str, ...] = ("nova", "george")
    targets: tuple[str, ...] = ("kore", "lewis")
    recordings: str = ""
    folder: str = ""  # batch: from here
    out: str = ""  # and to there
    format: Format = "wav"

    def request(self) -> VoiceConversionRequest:
        """Give what is to be asked. Raises UserError while a sound is missing."""
        if self.mode == "swap":
            return replace(self._said(), task="swap", sources=self.sources, targets=self.targets)
        if self.mode == "leakage":
            return VoiceConversionRequest(task="leakage", recordings=self.recordings.strip())
        if not self.source:
            raise UserError("Choose a source: a file, one of the samples, or a recording.", "source")
        return replace(self.saying(self.source), detail=True)

    def saying(self, source: str) -> VoiceConversionRequest:
        """Give the conversion of one sound. Raises UserError without a target."""
        if self.into == "recording" and not self.target:
            raise UserError("Choose a target: a recording of the voice that is to speak.", "target")
        target = self.target if self.into == "recording" else dict(self.weights)
        return replace(self._said(), source=source, target=target)

    def _said(self) -> VoiceConversionRequest:
        return VoiceConversionRequest(
            semitones=self.semitones, f0=self.f0, content=self.content, seed=self.seed, melody=self.melody
        )

    def asking(self, request: VoiceConversionRequest) -> VoiceConversionState:
        """Give the state that asks for what `request` does."""
        said = replace(
            self,
            semitones=request.semitones,
            f0=request.f0,
            content=request.content,
            seed=request.seed,
            melody=request.melody,
        )
        if request.task == "swap":
            return replace(said, mode="swap", sources=request.sources, targets=request.targets)
        if request.task == "leakage":
            return replace(self, mode="leakage", recordings=request.recordings)
        target = request.target
        if isinstance(target, str) and (not target or is_sound(target)):
            return replace(said, mode="convert", into="recording", source=request.source, target=target)
        weights = {target: 1.0} if isinstance(target, str) else dict(target)
        return replace(said, mode="blend", into="blend", source=request.source, weights=weights)


def is_sound(name: str) -> bool:
    """Tell whether a target names a file or a sample, and not a voice that the model knows."""
    if any(sample.id == name for sample in bundled_samples()):
        return True
    return bool(Path(name).suffix) or "/" in name or "\\" in name or not name.isidentifier()
