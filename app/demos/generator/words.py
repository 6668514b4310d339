"""What the page says of nets and measures, without Qt."""

from __future__ import annotations

from app.demos.generator.contract import GeneratorResult, Measure, Wall

WAYS = {"normal": "from the standard normal", "fitted": "from the normal that fits its codes"}


def recognised(wall: Wall) -> str:
    """Say what the judge thinks of a wall."""
    return f"The judge is sure of {wall.recognised:.0%} of these {wall.count}."


def told(wall: Wall, number: int) -> str:
    """Say what the judge takes a picture for."""
    if not 0 <= number < wall.count:
        return ""
    code = ", ".join(f"{one:+.2f}" for one in wall.codes[number][:8]).replace("-", "−")
    more = ", …" if len(wall.codes[number]) > 8 else ""
    words = f"The judge says: {wall.said[number]}, {wall.sure[number]:.0%}."
    return f"{words} Code: {code}{more}" if code else words


def measured(result: GeneratorResult, latents: int) -> str:
    """Say what was measured of the nets of this width."""
    mine = [one for one in result.measures if one.latents == latents and one.recognised is not None]
    if not mine:
        return "Nothing was measured of this model after its training."
    parts = []
    for one in mine:
        bound = f", bound {one.elbo:,.0f} nats" if one.elbo is not None else ""
        parts.append(f"{_named(one)}: {one.recognised:.0%}, distance {one.frechet:.1f}{bound}")
    real = ""
    if result.real_recognised is not None and result.real_frechet is not None:
        real = f" Real pictures: {result.real_recognised:.0%}, distance {result.real_frechet:.1f}."
    return f"10,000 samples, share that the judge is sure of, Fréchet distance. {'; '.join(parts)}.{real}"


def _named(one: Measure) -> str:
    kind = one.net.rsplit("-", 1)[0]
    name = {"vae": "variational", "classes": "told a class", "plain": "plain"}.get(kind, one.net)
    return f"{name}, {WAYS[one.way]}" if kind == "plain" else name
