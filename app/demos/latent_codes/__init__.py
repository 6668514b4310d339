"""Pictures and speech as numbers of a codebook, to be read and edited (van den Oord et al. 2017, VQ-VAE)."""

from app.core.contract import Demo
from app.demos.latent_codes.contract import LatentCodesRequest, LatentCodesResult

DEMO = Demo(
    id="latent-codes",
    title="Codes to edit",
    summary="A picture or a sentence as numbers of a codebook: read them, paint with them, and hear or see it.",
    group="Latent codes",
    family="latent_codes",
    request=LatentCodesRequest,
    result=LatentCodesResult,
    package=__name__,
    engine="engine:LatentCodesEngine",
    page="page:LatentCodesPage",
    state="state:LatentCodesState",
    exports="exports:views",
    chooses="choosing:card_for",
)
