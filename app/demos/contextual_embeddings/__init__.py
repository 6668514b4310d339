"""One word in many contexts: where a model puts it, layer by layer (Ethayarajh 2019; Reif et al. 2019)."""

from app.core.contract import Demo
from app.demos.contextual_embeddings.contract import ContextualEmbeddingsRequest, ContextualEmbeddingsResult

DEMO = Demo(
    id="contextual-embeddings",
    title="One word, many contexts",
    summary="Put one word into many sentences and see, layer by layer, which of them mean the same to a model.",
    group="Embeddings",
    family="encoder",
    request=ContextualEmbeddingsRequest,
    result=ContextualEmbeddingsResult,
    package=__name__,
    engine="engine:ContextualEmbeddings",
    page="page:ContextualEmbeddingsPage",
    state="state:ContextualEmbeddingsState",
    exports="exports:views",
    prefers="inkling-mlm-en",
)
