"""A schedule from the gradient norms of a run: sentences, chart, JSON and config."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.file_paths import with_absolute_root
from paddle_lrkit.curves import interpolated, linear
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import in_language, tr
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import Series
from paddle_lrkit.plot.words import Words
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.gradient_norms import norms_of_run
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_rate, format_share, table

if TYPE_CHECKING:
    from paddle_lrkit.curves import Curve
    from paddle_lrkit.suites.source import Source

POWERS = {"SGD": 2, "Momentum": 2, "Adam": 1, "AdamW": 1}
"""Optimizer -> power of the norm; that of Adam is meant for the L1 norm, which is not logged."""
WORST_EXCESS = 0.05
"""By how much the bound of the refined schedule may be above that of a line before the norms are not followed."""
DIGITS = 4


class Refinement(NamedTuple):
    """A refined schedule.

    Args:
        run: The run directory.
        own: The schedule of the run.
        optimizer: Name of its optimizer.
        logged: Gradient norms in its log.
        refined: The schedule that the norms ask for.
        line: A line to 0 with the warmup and the peak of the run.
        measured: Name -> score of the bound with the measured norms, for ``own``, ``line`` and ``refined``.
        plain: The same with norms of 1.
        declined: Why the norms are not followed; None when they are.
        data: The config of the run.
    """

    run: str
    own: Schedule
    optimizer: str
    logged: int
    refined: Curve
    line: Curve
    measured: dict[str, float]
    plain: dict[str, float]
    declined: str | None
    data: dict[str, Any]

    @property
    def advised(self) -> Curve:
        """The refined schedule, or the line if the norms are not followed."""
        return self.refined if self.declined is None else self.line

    @property
    def lr(self) -> dict[str, Any]:
        """The section ``Optimizer.lr`` of the advised schedule."""
        total = self.own.total_updates
        marks = sorted({0, *self.advised.knots(total), total - 1})
        values = [_rounded(self.advised(mark)) for mark in marks]
        return {"name": "PiecewiseInterpolated", "updates": [f"{mark}it" for mark in marks], "values": values}


def refine_run(run: str, source: Source, own: Schedule) -> Refinement:
    """Refines the schedule of a run.

    Args:
        run: The run directory.
        source: Its config.
        own: Its schedule.

    Raises:
        UsageError: The config is not of our trainer, or its optimizer has no refinement.
        LrkitError: The log cannot be read.
        ConfigError: The log has too few gradient norms.
    """
    from paddle_lrkit.ranking.convex_bound import convex_bound, sample_rates
    from paddle_lrkit.ranking.refined import points_of, refined_rates

    if own.suite != "lrkit":
        raise UsageError(
            tr("{}: gradient norms are read from runs of lrkit train, and this is a config of {}", run, own.suite)
        )
    optimizer = str(source.document.get(("Optimizer", "name"), "Momentum"))
    if optimizer not in POWERS:
        raise UsageError(tr("{}: a refinement is known for {}, not for {}", run, tr(", ").join(POWERS), optimizer))
    total = own.total_updates
    logged, norms = norms_of_run(run, total)
    warmup = min(own.warmup_updates, total - 2)
    relative = refined_rates(norms, POWERS[optimizer], warmup)
    points = points_of(relative)
    refined = interpolated(points, (relative[points] * own.peak_lr).tolist())
    line = linear(own.peak_lr, 0.0, total - 1 - warmup).warmup(warmup)
    rates = {"own": sample_rates(own.curve, total), "line": sample_rates(line, total), "refined": relative}
    measured = {name: convex_bound(each, norms).score for name, each in rates.items()}
    plain = {name: convex_bound(each).score for name, each in rates.items()}
    return Refinement(
        run,
        own,
        optimizer,
        logged,
        refined,
        line,
        measured,
        plain,
        _declined(plain, norms),
        with_absolute_root(source.document),
    )


def _declined(plain: dict[str, float], norms: Any) -> str | None:
    excess = plain["refined"] / plain["line"] - 1
    if excess <= WORST_EXCESS:
        return None
    fall = float(norms[: len(norms) // 4].mean() / norms[-len(norms) // 4 :].mean())
    return tr(
        "the bound of the refined schedule is {} above that of a line (with norms of 1), more than {}: it "
        "waits for the small gradients of the end (the mean norm falls by a factor of {:.3g} from the first "
        "quarter to the last), as when a network learns its training data by heart",
        format_share(excess),
        format_share(WORST_EXCESS),
        fall,
    )


def config_of(found: Refinement) -> str:
    """The config of the run with the advised schedule."""
    data = deepcopy(found.data)
    data["Optimizer"]["lr"] = found.lr
    return dump_yaml(data)


def refinement_report(found: Refinement, output: str | None) -> dict[str, Any]:
    """What ``--json`` prints."""
    return {
        "run": found.run,
        "updates": found.own.total_updates,
        "optimizer": found.optimizer,
        "gradient_norms": found.logged,
        "refined": found.declined is None,
        "declined": found.declined,
        "lr": found.lr,
        "score_with_norms": found.measured,
        "score": found.plain,
        "config": output,
    }


def refinement_chart(found: Refinement, words: Words) -> Chart:
    """The schedule of the run, a line, and the refined schedule."""
    with in_language(words.code):
        series = [
            Series(tr("refined"), replace(found.own, curve=found.refined)),
            Series(tr("line to 0"), replace(found.own, curve=found.line), role="reference"),
            Series(tr("the run"), found.own, role="reference"),
        ]
    return schedule_chart(series, words=words)


def sentences(found: Refinement, output: str | None) -> str:
    """What the command prints."""
    power = POWERS[found.optimizer]
    rows = [("", tr("bound with the measured norms"), tr("bound with norms of 1"))]
    rows += [
        (name, format_rate(found.measured[key]), format_rate(found.plain[key]))
        for name, key in ((tr("the run"), "own"), (tr("line to 0"), "line"), (tr("refined"), "refined"))
    ]
    lines = [
        tr("{}: {:,} gradient norms (L2), {}: weights 1 / norm", printable(found.run), found.logged, found.optimizer)
        + ("^2" if power == 2 else tr("; the method asks for the L1 norm, which is not logged, so L2 takes its place")),
        "",
        *table(rows, ">>"),
        "",
    ]
    if found.declined is None:
        lines.append(
            tr(
                "The refined schedule is from 0 to the peak {} of the run in {} points. No gain over a line was "
                "measured on our tasks: lrkit compare can tell on yours.",
                format_rate(found.own.peak_lr),
                len(found.lr["updates"]),
            )
        )
    else:
        lines.append(tr("Not refined: {}. The line to 0 is advised in its place.", found.declined))
    if output:
        lines.append(tr("wrote {}", output))
    return "\n".join(lines)


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
