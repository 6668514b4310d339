"""What is said of a sound's codes."""

from __future__ import annotations

from collections import Counter

from app.demos.latent_codes.contract import LatentCodesResult
from app.demos.latent_codes.speech_reading import Meaning


def told(result: LatentCodesResult) -> str:
    """What it costs and what was lost, in a line."""
    detail = result.speech
    if detail is None:
        return ""
    stages = f"{result.shape[0]} stages of " if result.shape[0] > 1 else ""
    bits = f"{detail.code_bits:,.0f} bits a second for {stages}{result.codebook_size} codes"
    if detail.pitch_bits:
        bits += f", {detail.pitch_bits:,.0f} for the pitch, once {detail.voice_bits:,} for the voice"
    parts = [bits, f"{result.usage:.0%} of the codes used here, perplexity {result.perplexity:.0f}"]
    if result.mel_distance is not None:
        parts.append(f"{result.mel_distance:.1f} dB from the sound")
    if result.decoding_ms and detail.changed is not None and detail.changed[1] > detail.changed[0]:
        seconds = detail.changed[1] - detail.changed[0]
        parts.append(f"the last edit: {seconds:.1f} s decoded in {result.decoding_ms:.0f} ms")
    return "; ".join(parts) + "."


def meaning_of(
    result: LatentCodesResult, span: tuple[int, int], stage: int, known: dict[int, Meaning]
) -> tuple[str, str]:
    """Title and words for what is chosen."""
    start, stop = span
    detail = result.speech
    if stop <= start or detail is None:
        return "Nothing chosen", "Click a code under the spectrogram, or drag over several."
    codes = result.codes[stage][start:stop]
    rate = detail.frames_per_second
    where = f"{start / rate:.2f} to {stop / rate:.2f} s"
    if len(set(codes)) > 1:
        some = ", ".join(str(code) for code in list(dict.fromkeys(codes))[:6])
        return f"{len(codes)} frames", f"{where}: codes {some}{'…' if len(set(codes)) > 6 else ''}."
    code = codes[0]
    if code < 0:
        return "Left out", f"{where}: this stage has no code here, so that the coarser one is heard alone."
    here = Counter(result.codes[stage])[code]
    words = [f"{where}; {here} of {result.shape[1]} frames here."]
    if stage == 0:
        if code in known:
            one = known[code]
            words.append(f"Mostly “{one.phone}”: {one.share:.0%} of {one.frames:,} labelled frames.")
        if result.corpus and sum(result.corpus[0].counts):
            share = result.corpus[0].counts[code] / sum(result.corpus[0].counts)
            words.append(f"{share:.2%} of the held-out speech.")
    else:
        words.append("It refines the codes of the stages above it.")
    return f"Code {code}" if stage == 0 else f"Code {code} of stage {stage + 1}", " ".join(words)
