"""What the figures say, in sentences that claim no more than they show. No torch, no Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.demos.in_context_learning.contract import InContextLearningResult, Verdict


def statement(
    shots: int,
    correct: int,
    total: int,
    accuracy: float | None,
    interval: tuple[float, float] | None,
    judged: Verdict | None,
    chance: float,
    majority: float | None,
) -> str:
    """One number of shots as a sentence."""
    begin = shots_words(shots).capitalize()
    if accuracy is None or interval is None or majority is None:
        return f"{begin}: the queries have no labels, so nothing tells which answers are right."
    low, high = interval
    figure = (
        f"{begin}: {correct:,} of {total:,} right, {share(accuracy)} (95% interval {low:.0%} to {high:.0%})"
    )
    better = "guessing" if majority <= chance + 1e-9 else "always answering the most frequent label"
    baseline = max(chance, majority)
    if judged == "above":
        return f"{figure}. It beats {better} ({share(baseline)})."
    if judged == "below":
        return f"{figure}. It is worse than {better} ({share(baseline)}): it misreads the task."
    if majority > chance + 1e-9 and low > chance:
        return (
            f"{figure}. It beats chance ({share(chance)}), but not {better} ({share(majority)}), which takes no "
            "learning."
        )
    return f"{figure}. It stays at chance: {better} ({share(baseline)}) is within the interval."


def shots_words(shots: int) -> str:
    """ "no example", "1 example", "4 examples"."""
    return "no example" if shots == 0 else f"{shots:,} example" + ("s" if shots > 1 else "")


def share(value: float) -> str:
    """A share as people read it: 78%, 33.3%."""
    whole = round(value * 100, 1)
    return f"{whole:.0f}%" if whole == round(whole) else f"{whole:.1f}%"


def warnings(
    labels: Sequence[str], tokens: Mapping[str, int], seen: Mapping[str, Sequence[int]], calibrates: bool
) -> list[str]:
    """What the labels themselves do to the figures; `seen` are the labels' tokens."""
    found = []
    lengths = set(tokens.values())
    if len(lengths) > 1 and not calibrates:
        short = min(tokens, key=lambda label: tokens[label])
        long = max(tokens, key=lambda label: tokens[label])
        found.append(
            f"“{_cut(long)}” is {tokens[long]} tokens and “{_cut(short)}” {tokens[short]}: a longer label is less "
            "probable by its length alone. Calibration takes that out; labels of one length do not have it."
        )
    for label in labels:
        longer = [
            other
            for other in labels
            if other != label and list(seen[other][: len(seen[label])]) == list(seen[label])
        ]
        if longer:
            found.append(
                f"“{_cut(label)}” is how “{_cut(longer[0])}” begins, so it can only be the more probable of the two: "
                "choose labels that begin differently."
            )
    return found


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def left_out(shots: Sequence[int]) -> str:
    """Which numbers of shots of the default there were not enough examples for."""
    listed = " and ".join(f"{one:,}" for one in shots)
    return f"{listed} shots are left out: there are not enough examples for them."


def summary(result: InContextLearningResult) -> str:
    """All numbers of shots in one sentence: "Beats chance with 2, 4 and 8 examples; stays at chance with none." """
    if all(one.verdict is None for one in result.shots):
        return "Nothing can be said of right and wrong: no query has a label."
    parts = []
    names = {"above": "beats", "at": "stays at", "below": "does worse than"}
    skewed = result.majority is not None and result.majority > result.chance + 1e-9
    baseline = "the majority baseline" if skewed else "chance"
    for verdict, verb in names.items():
        found = [one.shots for one in result.shots if one.verdict == verdict]
        if found:
            parts.append(f"{verb} {baseline} with {_counted(found)}")
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}."


def _counted(shots: Sequence[int]) -> str:
    """ "no example", "1 example", "1, 2 and 4 examples", "no, 1 and 2 examples"."""
    named = ["no" if one == 0 else f"{one:,}" for one in shots]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f"{listed} example" + ("s" if len(named) > 1 or shots[0] > 1 else "")
