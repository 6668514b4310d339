"""What can be taken away from an anomaly-detection result: tables, arrays and figures, without Qt and torch."""

from __future__ import annotations

from functools import partial
from typing import Any

from app.core.contract import Table, View
from app.demos.anomaly_detection.contract import (
    AnomalyDetectionRequest,
    AnomalyDetectionResult,
    Blame,
    Sweep,
)

#: Two arrays of equal length.
Curve = tuple[Any, Any]


def views(_request: AnomalyDetectionRequest, result: AnomalyDetectionResult) -> list[View]:
    """Every view that this result has, in the order of the page."""
    if result.sweep is not None:
        return _sweep_views(result, result.sweep)
    found = [_methods(result), _scores(result), _roc(result), _precision(result), _flagged(result)]
    if result.blame is not None:
        found.append(_blame(result, result.blame))
    return found


def _methods(result: AnomalyDetectionResult) -> View:
    from app.demos.anomaly_detection.drawings import draw_methods

    columns = (
        "method",
        "auroc",
        "auroc_low",
        "auroc_high",
        "average_precision",
        "average_precision_low",
        "average_precision_high",
        "threshold",
        "flagged",
        "caught",
        "strange",
        "false_alarms",
        "normal",
    )
    rows = [
        (
            one.method,
            one.auroc,
            *one.auroc_interval,
            one.average_precision,
            *one.average_precision_interval,
            one.threshold,
            len(one.flagged),
            one.caught,
            result.learned.strange,
            one.false_alarms,
            result.learned.tested,
        )
        for one in result.methods
    ]
    arrays = {
        "method": [one.method for one in result.methods],
        "auroc": [one.auroc for one in result.methods],
        "auroc_interval": [one.auroc_interval for one in result.methods],
        "average_precision": [one.average_precision for one in result.methods],
        "average_precision_interval": [one.average_precision_interval for one in result.methods],
    }
    return View(
        "methods", "Methods compared", Table(columns, rows), partial(draw_methods, result=result), arrays
    )


def _scores(result: AnomalyDetectionResult) -> View:
    from app.demos.anomaly_detection.drawings import draw_scores

    names = [one.method for one in result.methods]
    rows = [
        (case.row, case.label, int(case.strange), *(one.scores[place] for one in result.methods))
        for place, case in enumerate(result.cases)
    ]
    arrays = {
        "row": [case.row for case in result.cases],
        "strange": [case.strange for case in result.cases],
        "methods": names,
        "scores": [one.scores for one in result.methods],
        "held_out": [one.held_out for one in result.methods],
        "threshold": [one.threshold for one in result.methods],
    }
    table = Table(("row", "label", "strange", *names), rows)
    return View("scores", "Scores of every tested row", table, partial(draw_scores, result=result), arrays)


def _roc(result: AnomalyDetectionResult) -> View:
    import numpy as np

    from app.demos.anomaly_detection.drawings import draw_roc
    from model_zoo.latent.anomaly.measures import roc

    strange = np.array([case.strange for case in result.cases])
    curves: dict[str, Curve] = {one.method: roc(np.array(one.scores), strange) for one in result.methods}
    rows = [
        (method, float(x), float(y))
        for method, (xs, ys) in curves.items()
        for x, y in zip(xs, ys, strict=True)
    ]
    table = Table(("method", "normal_flagged", "strange_caught"), rows)
    arrays = {method: np.stack(curve) for method, curve in curves.items()}
    arrays["rows"] = np.array([len(strange)])
    return View("roc", "ROC curves", table, partial(draw_roc, result=result), arrays)


def _precision(result: AnomalyDetectionResult) -> View:
    import numpy as np

    from app.demos.anomaly_detection.drawings import draw_precision
    from model_zoo.latent.anomaly.measures import precision_recall

    strange = np.array([case.strange for case in result.cases])
    curves: dict[str, Curve] = {
        one.method: precision_recall(np.array(one.scores), strange) for one in result.methods
    }
    rows = [
        (method, float(x), float(y))
        for method, (xs, ys) in curves.items()
        for x, y in zip(xs, ys, strict=True)
    ]
    arrays = {method: np.stack(curve) for method, curve in curves.items()}
    arrays["rows"] = np.array([len(strange)])
    return View(
        "precision-recall",
        "Precision over recall",
        Table(("method", "recall", "precision"), rows),
        partial(draw_precision, result=result),
        arrays,
    )


def _flagged(result: AnomalyDetectionResult) -> View:
    at = {case.row: (place, case) for place, case in enumerate(result.cases)}
    rows = [
        (
            one.method,
            rank,
            row,
            at[row][1].label,
            int(at[row][1].strange),
            one.scores[at[row][0]],
            one.threshold,
        )
        for one in result.methods
        for rank, row in enumerate(one.flagged, 1)
    ]
    return View(
        "flagged",
        "Flagged rows",
        Table(("method", "rank", "row", "label", "strange", "score", "threshold"), rows),
    )


def _blame(result: AnomalyDetectionResult, blame: Blame) -> View:
    from app.demos.anomaly_detection.portraits import draw_blame

    columns = ("feature", "value", "usual", "spread")
    names = tuple(one.method for one in blame.methods)
    rows = [
        (
            feature,
            blame.values[place],
            blame.usual[place],
            blame.spread[place],
            *(one.amounts[place] for one in blame.methods),
            *(None if one.expected is None else one.expected[place] for one in blame.methods),
        )
        for place, feature in enumerate(result.learned.features)
    ]
    arrays = {
        "values": blame.values,
        "usual": blame.usual,
        "methods": list(names),
        "amounts": [one.amounts for one in blame.methods],
        "features": list(result.learned.features),
    }
    table = Table(
        (*columns, *(f"blame_{name}" for name in names), *(f"expected_{name}" for name in names)), rows
    )
    draw = partial(draw_blame, result=result, blame=blame)
    return View("blame", f"Why row {blame.row} is strange", table, draw, arrays)


def _sweep_views(result: AnomalyDetectionResult, sweep: Sweep) -> list[View]:
    from app.demos.anomaly_detection.drawings import draw_sweep

    columns = (
        "width",
        "auroc",
        "lowest_net",
        "highest_net",
        "average_precision",
        "normal_error",
        "strange_error",
        "pca_auroc",
        "pca_normal_error",
        "pca_strange_error",
    )
    rows = [
        (
            one.width,
            one.auroc,
            min(one.by_net),
            max(one.by_net),
            one.average_precision,
            one.normal_error,
            one.strange_error,
            one.pca_auroc,
            one.pca_normal_error,
            one.pca_strange_error,
        )
        for one in sweep.widths
    ]
    arrays = {
        "width": [one.width for one in sweep.widths],
        "auroc_by_net": [one.by_net for one in sweep.widths],
        "pca_auroc": [one.pca_auroc for one in sweep.widths],
        "errors": [(one.normal_error, one.strange_error) for one in sweep.widths],
    }
    title = f"AUROC over the bottleneck's width, after {sweep.epoch} epochs"
    found = [View("sweep", title, Table(columns, rows), partial(draw_sweep, sweep=sweep), arrays)]
    if result.learned.shape is not None and sweep.examples:
        found.append(_rebuilt(sweep, result.learned.shape))
    return found


def _rebuilt(sweep: Sweep, shape: tuple[int, int]) -> View:
    import numpy as np

    from app.demos.anomaly_detection.portraits import draw_rebuilt

    rows = [
        (
            case.row,
            case.label,
            int(case.strange),
            one.width,
            float(np.square(np.subtract(shown, values)).mean()),
        )
        for place, (case, values) in enumerate(zip(sweep.examples, sweep.values, strict=True))
        for one in sweep.widths
        for shown in (one.examples[place],)
    ]
    arrays = {
        "pictures": np.reshape(sweep.values, (len(sweep.values), *shape)),
        "rebuilt": np.reshape([one.examples for one in sweep.widths], (len(sweep.widths), -1, *shape)),
        "width": [one.width for one in sweep.widths],
    }
    return View(
        "rebuilt",
        "Pictures rebuilt at every width",
        Table(("row", "label", "strange", "width", "squared_error"), rows),
        partial(draw_rebuilt, sweep=sweep, shape=shape),
        arrays,
    )
