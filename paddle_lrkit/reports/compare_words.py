"""What a report of a comparison says besides numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def verdict(content: dict[str, Any], part: dict[str, Any]) -> str:
    """The result in a sentence or two."""
    diverged = [arm["name"] for arm in part["arms"] if arm["diverged"]]
    if len(diverged) == len(part["arms"]):
        return "Every arm has runs that diverged; try lower rates."
    tied, best = part["tied"], part["best"]
    others = len(part["arms"]) - len(tied)
    if len(tied) == 1:
        text = f"{best} is better than every other arm."
    elif others:
        text = f"{best} has the best mean, but cannot be told from {_listed(tied[1:])}; the other arms are worse."
    else:
        text = f"No difference was found: {best} has the best mean, but cannot be told from {_listed(tied[1:])}."
    if not diverged:
        return text
    return f"{text} {_listed(diverged)} diverged and {'ranks' if len(diverged) == 1 else 'rank'} last."


def detectable(part: dict[str, Any]) -> str | None:
    """The smallest differences that would have been found."""
    found = [arm["difference"]["smallest_detectable"] for arm in part["arms"] if arm["difference"]]
    if not found:
        return None
    one = len(found) == 1
    span = f"{min(found):.4f}" if one else f"{min(found):.4f} to {max(found):.4f}, depending on the arm"
    return f"The smallest difference that would be found in 80% of such comparisons is {span}."


def best_group(part: dict[str, Any]) -> list[str]:
    """The arms that are marked: the best and those that cannot be told from it, none where every arm diverged."""
    diverged = {arm["name"] for arm in part["arms"] if arm["diverged"]}
    return [name for name in part["tied"] if name not in diverged]


def edge_note(part: dict[str, Any]) -> str | None:
    """That a best rate lies at an end of the grid."""
    edge = [arm["name"] for arm in part["arms"] if arm["rate_at_edge"]]
    if not edge:
        return None
    return (
        f"! The best rate of {_listed(edge)} is still at an end of the tried rates, so it may do better than shown; "
        "allow more with --extensions."
    )


def measured(content: dict[str, Any]) -> list[str]:
    """How it was measured: what could have favoured an arm, and what was done about it."""
    metric, final = content["metric"], len(content["final_seeds"])
    return [*_tuning(content), *_scoring(content, metric), *_testing(final), *_fairness()]


def _tuning(content: dict[str, Any]) -> list[str]:
    if not content["tuned"]:
        return ["Each arm is one rate, so nothing was tuned; to confirm the best of them takes new seeds."]
    seeds, times = counted(content["tune_seeds"], "tuning seed"), content["extensions_allowed"]
    return [
        f"Every arm tried the same rates with the same {seeds}: equal trials. The rate with the best mean on Eval was "
        f"frozen. {_growth(times)}",
        "Floors and start rates move with the peak, so that the shape is compared at every rate.",
    ]


def _growth(times: int) -> str:
    if not times:
        return "The grid of rates was not allowed to grow where the best of an arm lay at its end."
    often = "once" if times == 1 else f"{times} times"
    return f"Where the best of any arm lay at an end of the grid, the grid grew there for all arms, {often} at most."


def _scoring(content: dict[str, Any], metric: str) -> list[str]:
    if content["measured_on"] == "Test":
        where = (
            "The figures are those of the Test data, which no choice had seen: each run at the frozen rate was "
            "evaluated on it once, after its last update."
        )
    else:
        where = (
            "The config has no section Test, so the figures are those of the Eval data after the last update. The "
            "rates were chosen on the same data: the figures are kind, to every arm alike."
        )
    return [
        where,
        f"The metric {metric} decides. It is that of the last evaluation, not of the best one on the way.",
        "A run whose loss stops being a number counts as infinitely bad; it is never left out or repeated. Such an "
        "arm ranks last.",
    ]


def _testing(final: int) -> list[str]:
    return [
        f"The {final} final seeds are fresh and the same for every arm, so that arms are compared pair by pair: same "
        "weights at the start, same order of the data.",
        "Intervals: percentile bootstrap of the mean difference (10,000 resamples, fixed seed), widened for few seeds "
        "(Hesterberg 2015). They never reach beyond the observed pairs, so below five seeds they are too narrow.",
        "Tied: Student's paired test against the best arm, corrected by Holm for the number of arms, is not below "
        "0.05. The best is picked by the same numbers it is tested with, so a small p-value is a little too small.",
    ]


def _fairness() -> list[str]:
    return [
        "The rate advances once an update in every arm; lengths in epochs are converted before. The warmup is the "
        "same for all arms but those that say their own or begin with a ramp. Shapes end with the run, unless an arm "
        "says its own length.",
        "Averaging of weights, loss, data and optimizer come from the one config, so every arm has them or none.",
        "Area: mean height of the curve on Eval over the updates. To target: updates until the mean on Eval is as "
        "good as that of the worst arm without divergence was at its end; never reached is infinite. Regret: mean loss "
        "on Eval, against the chosen rate, of rates up to two octaves away.",
    ]


def counted(things: Sequence[object], noun: str) -> str:
    """``3 seeds``, ``1 seed``"""
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
