"""Two models' codes of the same picture or sound."""

from __future__ import annotations

from app.demos.latent_codes.contract import LatentCodesResult


def told(one: LatentCodesResult, two: LatentCodesResult) -> str:
    """Say what each spends, how much of its codebook it uses, and how near it comes."""
    parts = [f"A: {_one(one)}.", f"B: {_one(two)}."]
    if one.psnr is not None and two.psnr is not None:
        parts.append(_ahead("A", "B", one.psnr - two.psnr, "dB nearer to the picture"))
    elif one.mel_distance is not None and two.mel_distance is not None:
        parts.append(_ahead("A", "B", two.mel_distance - one.mel_distance, "nearer to the sound's mel"))
    return " ".join(parts)


def _one(result: LatentCodesResult) -> str:
    words = [f"{100 * result.usage:.0f} % of {result.codebook_size:,} codes used"]
    words.append(f"perplexity {result.perplexity:.1f}")
    if result.bits_per_pixel is not None:
        words.append(f"{result.bits_per_pixel:.2f} bits per pixel")
    if result.bits_per_second is not None:
        words.append(f"{result.bits_per_second:,.0f} bits a second")
    if result.psnr is not None:
        words.append(f"{result.psnr:.1f} dB")
    if result.mel_distance is not None:
        words.append(f"mel distance {result.mel_distance:.3f}")
    return ", ".join(words)


def _ahead(first: str, second: str, by: float, words: str) -> str:
    if abs(by) < 5e-4:
        return "Both come equally near."
    digits = 1 if "dB" in words else 3
    return f"{first if by > 0 else second} is {abs(by):.{digits}f} {words}."
