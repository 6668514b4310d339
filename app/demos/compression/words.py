"""What the page says of files and errors, without Qt."""

from __future__ import annotations

from app.demos.compression.contract import CompressionResult, Rival

NAMES = {"ours": "Ours", "jpeg": "JPEG", "webp": "WebP"}
EVEN = 0.05  # dB: less is no difference


def decibels(psnr: float | None) -> str:
    """Give an error."""
    return "no error" if psnr is None else f"{psnr:.2f} dB"


def size(count: int) -> str:
    """Give a number of bytes."""
    return f"{count:,} bytes"


def figures(one: CompressionResult | Rival, original: bool = True) -> str:
    """Give what stands below a picture."""
    words = [size(one.bytes)]
    if original:
        words.append(decibels(one.psnr))
    if one.ms_ssim is not None:
        words.append(f"MS-SSIM {one.ms_ssim:.4f}")
    return " · ".join(words)


def how(one: Rival) -> str:
    """Say how a rival's encoder was asked."""
    sampling = ", colour halved (4:2:0)" if one.half_colour else ", colour whole (4:4:4)"
    return f"quality {one.quality}{sampling if one.codec == 'jpeg' else ''}"


def summary(result: CompressionResult) -> str:
    """Say what the file is worth."""
    rate = f"{size(result.bytes)}, {result.bits_per_pixel:.3f} bits a pixel"
    if result.original is None:
        return f"Opened: {result.width} × {result.height} pixels from {rate}, quality {result.quality:g}."
    raw = 3 if result.original.pixels.ndim == 3 else 1
    smaller = result.width * result.height * raw / max(1, result.bytes)
    parts = [f"{rate}, {smaller:.0f} times smaller than its pixels: {decibels(result.psnr)}"]
    parts += [against(result, rival) for rival in result.rivals]
    return ", ".join(parts) + "."


def against(result: CompressionResult, rival: Rival) -> str:
    """Say how far a rival is off."""
    name = NAMES[rival.codec]
    if rival.psnr is None:
        return f"{name} makes no error" if result.psnr is not None else f"nor does {name} err"
    if result.psnr is None:
        return f"{name} {rival.psnr:.2f} dB"
    gain = result.psnr - rival.psnr
    if abs(gain) < EVEN:
        return f"as {name}"
    return f"{abs(gain):.2f} dB {'more' if gain > 0 else 'less'} than {name}"
