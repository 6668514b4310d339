"""Generate text: watch a causal language model choose, token by token (GPT; Radford et al. 2018, 2019)."""

from app.core.contract import Demo
from app.demos.text_generation.contract import TextGenerationRequest, TextGenerationResult

DEMO = Demo(
    id="text-generation",
    title="Generate text",
    summary="Watch a GPT choose every token, undo any choice into another branch, and replay it exactly.",
    group="Generate",
    family="causal_lm",
    request=TextGenerationRequest,
    result=TextGenerationResult,
    package=__name__,
    engine="engine:TextGeneration",
    page="page:TextGenerationPage",
    state="state:TextGenerationState",
    exports="exports:views",
)
