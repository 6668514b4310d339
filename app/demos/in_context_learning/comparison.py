"""Two models' answers to the same prompts, and where they differ."""

from __future__ import annotations

from app.demos.in_context_learning import counts, intervals
from app.demos.in_context_learning.contract import InContextLearningResult, ShotCount
from app.demos.in_context_learning.words import share, shots_words


def told(one: InContextLearningResult, two: InContextLearningResult) -> str:
    """A line for each number of shots: accuracies, the 95% interval of a clear difference, how often they agree."""
    others = {shots.shots: shots for shots in two.shots}
    return "\n".join(_sentence(mine, others[mine.shots]) for mine in one.shots if mine.shots in others)


def _sentence(one: ShotCount, two: ShotCount) -> str:
    pairs = list(zip(one.queries, two.queries, strict=True))
    same = sum(a.predicted == b.predicted for a, b in pairs) / len(pairs)
    agree = f"the same answer to {share(same)} of the prompts"
    begin = shots_words(one.shots).capitalize()
    if one.accuracy is None or two.accuracy is None:
        return f"{begin}: {agree}."
    figures = f"A {share(one.accuracy)}, B {share(two.accuracy)}"
    low, high = intervals.difference(counts.matrix(one.queries), counts.matrix(two.queries))
    if low > 0:
        return f"{begin}: {figures}, B is better by {_points(low)} to {_points(high)} points; {agree}."
    if high < 0:
        return f"{begin}: {figures}, A is better by {_points(-high)} to {_points(-low)} points; {agree}."
    return f"{begin}: {figures}, too close to tell apart; {agree}."


def _points(difference: float) -> str:
    return f"{difference * 100:.1f}"
