"""What one voice said, said by another: content, pitch and speaker taken apart (Chou and Lee 2019, AdaIN-VC)."""

from app.core.contract import Demo
from app.demos.voice_conversion.contract import VoiceConversionRequest, VoiceConversionResult

DEMO = Demo(
    id="voice-conversion",
    title="Another voice",
    summary="Say what one voice said with another one, blend voices on a map, and measure what leaks.",
    group="Speech",
    family="voice_conversion",
    request=VoiceConversionRequest,
    result=VoiceConversionResult,
    package=__name__,
    engine="engine:VoiceConversionEngine",
    page="page:VoiceConversionPage",
    state="state:VoiceConversionState",
    exports="exports:views",
)
