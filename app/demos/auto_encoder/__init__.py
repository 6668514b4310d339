"""Squeeze pictures through a few numbers and restore them (Hinton and Salakhutdinov 2006)."""

from app.core.contract import Demo
from app.demos.auto_encoder.contract import AutoEncoderRequest, AutoEncoderResult

DEMO = Demo(
    id="auto-encoder",
    title="Squeeze and restore",
    summary="Press pictures through 1 to 64 numbers, see what comes back, map the codes, train your own net.",
    group="Latent codes",
    family="auto_encoder",
    request=AutoEncoderRequest,
    result=AutoEncoderResult,
    package=__name__,
    engine="engine:AutoEncoderEngine",
    page="page:AutoEncoderPage",
    state="state:AutoEncoderState",
    exports="exports:views",
    prefers="inkling-auto-encoders",
)
