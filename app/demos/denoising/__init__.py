"""Remove noise from a picture, and see who copies it instead (Vincent et al. 2008)."""

from app.core.contract import Demo
from app.demos.denoising.contract import DenoisingRequest, DenoisingResult

DEMO = Demo(
    id="denoising",
    title="Remove the noise",
    summary="Paint noise or choose it, see it removed, and see the net that learnt to copy keep all of it.",
    group="Images",
    family="auto_encoder",
    request=DenoisingRequest,
    result=DenoisingResult,
    package=__name__,
    engine="engine:Denoising",
    page="page:DenoisingPage",
    state="state:DenoisingState",
    exports="exports:views",
    prefers="inkling-auto-encoders",
)
