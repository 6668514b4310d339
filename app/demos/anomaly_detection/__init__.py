"""Learn from one class and find what does not belong to it, by what an auto-encoder cannot reconstruct."""

from app.core.contract import Demo
from app.demos.anomaly_detection.contract import AnomalyDetectionRequest, AnomalyDetectionResult

DEMO = Demo(
    id="anomaly-detection",
    title="Find what does not belong",
    summary="Learn one class of a table or of pictures, flag what is strange, and see which features are to blame.",
    group="Latent codes",
    family="none",
    request=AnomalyDetectionRequest,
    result=AnomalyDetectionResult,
    package=__name__,
    engine="engine:AnomalyDetection",
    page="page:AnomalyDetectionPage",
    state="state:AnomalyDetectionState",
    exports="exports:views",
)
