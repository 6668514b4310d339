"""Do languages share a space? Translations found by their vectors, word by word (Conneau et al. 2020)."""

from app.core.contract import Demo
from app.demos.cross_lingual_embeddings.contract import (
    CrossLingualEmbeddingsRequest,
    CrossLingualEmbeddingsResult,
)

DEMO = Demo(
    id="cross-lingual-embeddings",
    title="One meaning, two languages",
    summary="Find each sentence's translation by its vector, layer by layer, and link the words of a pair.",
    group="Embeddings",
    family="encoder",
    request=CrossLingualEmbeddingsRequest,
    result=CrossLingualEmbeddingsResult,
    package=__name__,
    engine="engine:CrossLingualEmbeddings",
    page="page:CrossLingualEmbeddingsPage",
    state="state:CrossLingualEmbeddingsState",
    exports="exports:views",
)
