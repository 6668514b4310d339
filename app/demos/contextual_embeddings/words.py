"""What a result says, in words. No Qt, no torch."""

from __future__ import annotations

from app.demos.contextual_embeddings.contract import ContextualEmbeddingsResult, Correction, Separation

_NAMES = {
    "none": "Uncorrected",
    "centred": "Centred",
    "whitened": "Whitened",
    "all_but_top": "All but the top",
}
_NEAREST = 3


def correction_words(correction: Correction, components: int | None) -> str:
    """Name a correction and its directions."""
    if components is None:
        return _NAMES[correction]
    directions = "1 direction" if components == 1 else f"{components} directions"
    return f"{_NAMES[correction]} ({directions}{' kept' if correction == 'whitened' else ''})"


def nearest_words(result: ContextualEmbeddingsResult, index: int, at: int) -> str:
    """Name the nearest others of a sentence at an entry of the layers; an invitation if none is chosen."""
    if at < 0:
        return "Choose a sentence in the table, the matrix or the map to see what is nearest to it."
    found = result.layers[index].neighbours[at][:_NEAREST]
    near = " · ".join(
        f"{one.index + 1} {result.labels[one.index]} ({one.similarity:.2f})".replace("(-", "(−")
        for one in found
    )
    return f"Nearest to {at + 1} {result.labels[at]}:  {near}"


def best(separation: tuple[Separation, ...] | None) -> Separation | None:
    """The layer with the best accuracy, of several the one with the best silhouette."""
    known = [one for one in separation or () if one.accuracy is not None]
    return max(known, key=lambda one: (one.accuracy, one.silhouette or -1.0)) if known else None


def layer_name(layer: int) -> str:
    """Name a layer."""
    return "the input" if layer == 0 else f"layer {layer}"
