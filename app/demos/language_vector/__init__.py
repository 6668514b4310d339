"""The vector between languages: add it to a sentence's states and watch the words turn (Libovický et al. 2020)."""

from app.core.contract import Demo
from app.demos.language_vector.contract import LanguageVectorRequest, LanguageVectorResult

DEMO = Demo(
    id="language-vector",
    title="The vector between languages",
    summary="Add the difference of two languages' means to a sentence's states, and watch its words turn.",
    group="Embeddings",
    family="masked_lm",
    request=LanguageVectorRequest,
    result=LanguageVectorResult,
    package=__name__,
    engine="engine:LanguageVector",
    page="page:LanguageVectorPage",
    state="state:LanguageVectorState",
    exports="exports:views",
    prefers="inkling-mlm-six",
)
