"""The sentences of a comparison's report."""

from __future__ import annotations

from paddle_lrkit.experiments.compare.results import LEVEL, ArmResult, BudgetResult, ComparisonResult
from paddle_lrkit.text import join_names, plural


def verdict(part: BudgetResult) -> str:
    """Returns the result in a sentence or two."""
    diverged = [arm.name for arm in part.arms if arm.diverged]
    if len(diverged) == len(part.arms):
        return "Every arm has runs that diverged; try lower rates."
    if len(part.tied) == 1:
        text = f"{part.best} is better than every other arm."
    elif len(part.tied) < len(part.arms):
        text = (
            f"{part.best} has the best mean, but cannot be told from {join_names(part.tied[1:])}; "
            "the other arms are worse."
        )
    else:
        text = f"No difference was found: {part.best} has the best mean, but cannot be told from "
        text += f"{join_names(part.tied[1:])}."
    if not diverged:
        return text
    return f"{text} {join_names(diverged)} diverged and {'ranks' if len(diverged) == 1 else 'rank'} last."


def detectable(part: BudgetResult) -> str | None:
    """Returns a sentence on the smallest differences that the comparison could find."""
    found = sorted(arm.difference.smallest_detectable for arm in part.arms if arm.difference)
    if not found:
        return None
    span = f"{found[0]:.4f}" + (f" to {found[-1]:.4f}, depending on the arm" if len(found) > 1 else "")
    return f"The smallest difference that would be found in 80% of such comparisons is {span}."


def tie_notes(part: BudgetResult) -> list[str]:
    """Returns why an arm is tied whose interval is above 0: a sentence for each of the two reasons."""
    odd = [arm for arm in part.arms if arm.difference and arm.difference.tied and arm.difference.interval[0] > 0]
    found = [(arm.name, arm.difference.p, arm.difference.p_holm) for arm in odd if arm.difference]
    corrected = [f"{name} (p {p:.3f} alone, {p_holm:.3f} corrected)" for name, p, p_holm in found if p < LEVEL]
    few = [f"{name} (p {p:.3f})" for name, p, _ in found if p >= LEVEL]
    sentences = []
    if corrected:
        sentences.append(
            f"{join_names(corrected)}: tied although the interval is above 0, because the interval looks at one arm "
            "alone and the p-value is corrected for the number of arms (Holm)."
        )
    if few:
        sentences.append(
            f"{join_names(few)}: tied although the interval is above 0, because the interval cannot exceed the "
            f"{plural(len(part.arms[0].values), 'observed pair')} and the test allows for so few."
        )
    return sentences


def edge_note(part: BudgetResult) -> str | None:
    """Returns a sentence on the arms whose best rate is at an end of the grid."""
    edge = [arm.name for arm in part.arms if arm.rate_at_edge]
    if not edge:
        return None
    return (
        f"The best rate of {join_names(edge)} is at an end of the tried rates (!), so a better one may lie beyond it; "
        "allow more rates with --extensions."
    )


def notes(part: BudgetResult) -> list[str]:
    """Returns what limits the result at one length."""
    limits = [*tie_notes(part), detectable(part)]
    return [sentence for sentence in limits if sentence]


def method(result: ComparisonResult) -> list[str]:
    """Returns how the comparison was measured: what could favour an arm, and how that was prevented."""
    return [*_tuning(result), *_scoring(result), *_statistics(result), *_fairness(result)]


def _tuning(result: ComparisonResult) -> list[str]:
    if not result.tuned:
        return ["Each arm is one rate, so nothing was tuned; confirm the best one with new seeds."]
    seeds, times = plural(len(result.tune_seeds), "tuning seed"), result.extensions_allowed
    often = "once" if times == 1 else f"{times} times"
    arms = [arm for part in result.budgets[:1] for arm in part.arms]
    fixed = [f"{arm.name} at {arm.rate:g}" for arm in arms if not arm.tuning]
    shared = all(len({tuple(_tried(arm)) for arm in part.arms if arm.tuning}) <= 1 for part in result.budgets)
    rates = "the same rates" if shared else "rates around the one that was given for it, or its optimizer's usual one,"
    who = "all arms" if shared else "all arms with this grid"
    growth = (
        f"If the best rate of any arm was at an end of its grid, the grid grew there for {who}, {often} at most."
        if times
        else "A grid of rates was not allowed to grow if the best rate of an arm was at its end."
    )
    return [
        f"Every arm tried {rates} with the same {seeds}. The rate with the best mean on Eval was frozen.",
        *([f"Not tuned: {join_names(fixed)}."] if fixed else []),
        growth,
        "Minimum and start rates scale with the peak, so that the shape is the same at every rate.",
    ]


def _tried(arm: ArmResult) -> list[float]:
    return [rate for rate, _ in arm.tuning]


def _scoring(result: ComparisonResult) -> list[str]:
    where = (
        "The values are those on the Test data, which were not used for any choice: each run at the frozen rate was "
        "evaluated on them once, after its last update."
        if result.measured_on == "Test"
        else "The config has no section Test, so the values are those on the Eval data after the last update. The "
        "rates were chosen on the same data, so the values are optimistic, for all arms alike."
    )
    return [
        where,
        f"The metric {result.metric} decides, at the last evaluation, not at the best one during the run.",
        "A run whose loss becomes infinite or NaN counts as infinitely bad; it is never left out or repeated. An arm "
        "with such a run ranks last.",
    ]


def _statistics(result: ComparisonResult) -> list[str]:
    return [
        f"The {len(result.final_seeds)} final seeds are fresh and the same for every arm, so that arms are compared "
        "pair by pair: same initial weights, same order of the data.",
        "Intervals: percentile bootstrap of the mean difference (10,000 resamples, fixed seed), widened for few seeds "
        "(Hesterberg 2015). They never exceed the observed pairs, so with fewer than five seeds they are too narrow.",
        "Tied: Student's paired test against the best arm, corrected by Holm for the number of arms, is not below "
        "0.05. The best arm is chosen by the values that it is tested with, so p-values are slightly too small.",
    ]


def _fairness(result: ComparisonResult) -> list[str]:
    own = any(arm.optimizer for part in result.budgets for arm in part.arms)
    shared = (
        "Weight averaging, loss and data come from the one config and are the same for all arms. An arm that names an "
        "optimizer keeps the config's weight decay, clipping and groups, unless it sets them."
        if own
        else "Weight averaging, loss, data and optimizer come from the one config and are the same for all arms."
    )
    return [
        "The rate advances once an update in every arm; lengths in epochs are converted to updates first. All arms "
        "have the same warmup, except those that set their own or begin at a low rate. Schedules end with the run, "
        "unless an arm sets its own length.",
        shared,
        "Area: mean height of the curve on Eval over the updates. To target: updates until the mean on Eval is as good "
        "as the final one of the worst arm that did not diverge. Regret: mean loss on Eval, against the chosen rate, "
        "of rates up to two octaves away.",
    ]
