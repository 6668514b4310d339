"""A learned image codec with real files, beside JPEG and WebP at the same bytes (Ballé et al. 2018)."""

from app.core.contract import Demo
from app.demos.compression.contract import CompressionRequest, CompressionResult

DEMO = Demo(
    id="compression",
    title="Fewer bytes",
    summary="Compress a picture with a learned codec into a file that opens again, beside JPEG and WebP.",
    group="Images",
    family="image_codec",
    request=CompressionRequest,
    result=CompressionResult,
    package=__name__,
    engine="engine:Compression",
    page="page:CompressionPage",
    state="state:CompressionState",
    exports="exports:views",
    prefers="inkling-image-codec",
)
