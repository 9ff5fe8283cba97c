"""The sentences of a comparison's report."""

from __future__ import annotations

from paddle_lrkit.experiments.compare.results import LEVEL, ArmResult, BudgetResult, ComparisonResult
from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names, plural


def verdict(part: BudgetResult) -> str:
    """Returns the result in a sentence or two."""
    diverged = [arm.name for arm in part.arms if arm.diverged]
    if len(diverged) == len(part.arms):
        return tr("Every arm has runs that diverged; try lower rates.")
    if len(part.tied) == 1:
        text = tr("{} is better than every other arm.", part.best)
    elif len(part.tied) < len(part.arms):
        text = tr(
            "{} has the best mean, but cannot be told from {}; the other arms are worse.",
            part.best,
            join_names(part.tied[1:]),
        )
    else:
        text = tr(
            "No difference was found: {} has the best mean, but cannot be told from {}.",
            part.best,
            join_names(part.tied[1:]),
        )
    if not diverged:
        return text
    if len(diverged) == 1:
        return tr("{} {} diverged and ranks last.", text, diverged[0])
    return tr("{} {} diverged and rank last.", text, join_names(diverged))


def detectable(part: BudgetResult) -> str | None:
    """Returns a sentence on the smallest differences that the comparison could find."""
    found = sorted(arm.difference.smallest_detectable for arm in part.arms if arm.difference)
    if not found:
        return None
    span = f"{found[0]:.4f}"
    if len(found) > 1:
        span = tr("{:.4f} to {:.4f}, depending on the arm", found[0], found[-1])
    return tr("The smallest difference that would be found in 80% of such comparisons is {}.", span)


def tie_notes(part: BudgetResult) -> list[str]:
    """Returns why an arm is tied whose interval is above 0: a sentence for each of the two reasons."""
    odd = [arm for arm in part.arms if arm.difference and arm.difference.tied and arm.difference.interval[0] > 0]
    found = [(arm.name, arm.difference.p, arm.difference.p_holm) for arm in odd if arm.difference]
    corrected = [tr("{} (p {:.3f} alone, {:.3f} corrected)", name, p, p_holm) for name, p, p_holm in found if p < LEVEL]
    few = [tr("{} (p {:.3f})", name, p) for name, p, _ in found if p >= LEVEL]
    sentences = []
    if corrected:
        sentences.append(
            tr(
                "{}: tied although the interval is above 0, because the interval looks at one arm alone and the "
                "p-value is corrected for the number of arms (Holm).",
                join_names(corrected),
            )
        )
    if few:
        sentences.append(
            tr(
                "{}: tied although the interval is above 0, because the interval cannot exceed the {} and the test "
                "allows for so few.",
                join_names(few),
                plural(len(part.arms[0].values), "observed pair"),
            )
        )
    return sentences


def edge_note(part: BudgetResult) -> str | None:
    """Returns a sentence on the arms whose best rate is at an end of the grid."""
    edge = [arm.name for arm in part.arms if arm.rate_at_edge]
    if not edge:
        return None
    return tr(
        "The best rate of {} is at an end of the tried rates (!), so a better one may lie beyond it; allow "
        "more rates with --extensions.",
        join_names(edge),
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
        return [tr("Each arm is one rate, so nothing was tuned; confirm the best one with new seeds.")]
    seeds, times = plural(len(result.tune_seeds), "tuning seed"), result.extensions_allowed
    often = tr("once") if times == 1 else tr("{} times", times)
    arms = [arm for part in result.budgets[:1] for arm in part.arms]
    fixed = [tr("{} at {:g}", arm.name, arm.rate) for arm in arms if not arm.tuning]
    shared = all(len({tuple(_tried(arm)) for arm in part.arms if arm.tuning}) <= 1 for part in result.budgets)
    rates = (
        tr("the same rates")
        if shared
        else tr("rates around the one that was given for it, or its optimizer's usual one,")
    )
    who = tr("all arms") if shared else tr("all arms with this grid")
    growth = (
        tr("If the best rate of any arm was at an end of its grid, the grid grew there for {}, {} at most.", who, often)
        if times
        else tr("A grid of rates was not allowed to grow if the best rate of an arm was at its end.")
    )
    return [
        tr("Every arm tried {} with the same {}. The rate with the best mean on Eval was frozen.", rates, seeds),
        *([tr("Not tuned: {}.", join_names(fixed))] if fixed else []),
        growth,
        tr("Minimum and start rates scale with the peak, so that the shape is the same at every rate."),
    ]


def _tried(arm: ArmResult) -> list[float]:
    return [rate for rate, _ in arm.tuning]


def _scoring(result: ComparisonResult) -> list[str]:
    where = (
        tr(
            "The values are those on the Test data, which were not used for any choice: each run at the frozen "
            "rate was evaluated on them once, after its last update."
        )
        if result.measured_on == "Test"
        else tr(
            "The config has no section Test, so the values are those on the Eval data after the last update. The "
            "rates were chosen on the same data, so the values are optimistic, for all arms alike."
        )
    )
    return [
        where,
        tr("The metric {} decides, at the last evaluation, not at the best one during the run.", result.metric),
        tr(
            "A run whose loss becomes infinite or NaN counts as infinitely bad; it is never left out or "
            "repeated. An arm with such a run ranks last."
        ),
    ]


def _statistics(result: ComparisonResult) -> list[str]:
    return [
        tr(
            "The {} final seeds are fresh and the same for every arm, so that arms are compared pair by pair: "
            "same initial weights, same order of the data.",
            len(result.final_seeds),
        ),
        tr(
            "Intervals: percentile bootstrap of the mean difference (10,000 resamples, fixed seed), widened for "
            "few seeds (Hesterberg 2015). They never exceed the observed pairs, so with fewer than five seeds "
            "they are too narrow."
        ),
        tr(
            "Tied: Student's paired test against the best arm, corrected by Holm for the number of arms, is not "
            "below 0.05. The best arm is chosen by the values that it is tested with, so p-values are slightly "
            "too small."
        ),
    ]


def _fairness(result: ComparisonResult) -> list[str]:
    own = any(arm.optimizer for part in result.budgets for arm in part.arms)
    shared = (
        tr(
            "Weight averaging, loss and data come from the one config and are the same for all arms. An arm that "
            "names an optimizer keeps the config's weight decay, clipping and groups, unless it sets them."
        )
        if own
        else tr("Weight averaging, loss, data and optimizer come from the one config and are the same for all arms.")
    )
    return [
        tr(
            "The rate advances once an update in every arm; lengths in epochs are converted to updates first. "
            "All arms have the same warmup, except those that set their own or begin at a low rate. Schedules "
            "end with the run, unless an arm sets its own length."
        ),
        shared,
        tr(
            "Area: mean height of the curve on Eval over the updates. To target: updates until the mean on Eval "
            "is as good as the final one of the worst arm that did not diverge. Regret: mean loss on Eval, "
            "against the chosen rate, of rates up to two octaves away."
        ),
    ]
