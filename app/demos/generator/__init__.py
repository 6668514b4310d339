"""Draw pictures from a variational auto-encoder's code space, beside a plain one's (Kingma and Welling 2014)."""

from app.core.contract import Demo
from app.demos.generator.contract import GeneratorRequest, GeneratorResult

DEMO = Demo(
    id="generator",
    title="Pictures out of a code",
    summary="Sample, walk and interpolate in a variational auto-encoder's code space, beside a plain one's.",
    group="Latent codes",
    family="variational",
    request=GeneratorRequest,
    result=GeneratorResult,
    package=__name__,
    engine="engine:Generator",
    page="page:GeneratorPage",
    state="state:GeneratorState",
    exports="exports:views",
    prefers="inkling-generator",
)
