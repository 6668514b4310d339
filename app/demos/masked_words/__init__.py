"""Fill in the blank: what a masked language model believes belongs there (BERT; Devlin et al. 2019)."""

from app.core.contract import Demo
from app.demos.masked_words.contract import MaskedWordsRequest, MaskedWordsResult

DEMO = Demo(
    id="masked-words",
    title="Fill in the blank",
    summary="Mask words of a sentence and see what the model believes belongs there, layer by layer.",
    group="Mask and predict",
    family="masked_lm",
    request=MaskedWordsRequest,
    result=MaskedWordsResult,
    package=__name__,
    engine="engine:MaskedWords",
    page="page:MaskedWordsPage",
    state="state:MaskedWordsState",
    exports="exports:views",
)
