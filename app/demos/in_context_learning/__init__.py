"""Learn from examples in the prompt, with no gradient step (GPT-3; Brown et al. 2020)."""

from app.core.contract import Demo
from app.demos.in_context_learning.contract import InContextLearningRequest, InContextLearningResult

DEMO = Demo(
    id="in-context-learning",
    title="Learn from examples in the prompt",
    summary="Give a GPT no, one or a few examples in its prompt and measure whether it beats chance at the task.",
    group="Generate",
    family="causal_lm",
    request=InContextLearningRequest,
    result=InContextLearningResult,
    package=__name__,
    engine="engine:InContextLearning",
    page="page:InContextLearningPage",
    state="state:InContextLearningState",
    exports="exports:views",
)
