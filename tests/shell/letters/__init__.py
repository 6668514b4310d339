"""A small real demo for the shell's tests: how often each letter stands in a text."""

from app.core.contract import Demo
from tests.shell.letters.contract import LettersRequest, LettersResult

DEMO = Demo(
    id="letters",
    title="Count letters",
    summary="How often each letter stands in a text, and how long it takes to be sure.",
    group="Embeddings",
    family="none",
    request=LettersRequest,
    result=LettersResult,
    package=__name__,
    engine="engine:Letters",
    page="page:LettersPage",
    state="state:LettersState",
    exports="exports:views",
)
