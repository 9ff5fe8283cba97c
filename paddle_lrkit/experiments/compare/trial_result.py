"""The result of a finished training, read from its log."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import LrkitError, did_you_mean
from paddle_lrkit.experiments.compare.output_directory import content_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import read_json
from paddle_lrkit.runs.log import EVALUATION_PREFIX, is_evaluation, read_log
from paddle_lrkit.runs.logged import is_number

LOWER_IS_BETTER = ("loss", "perplexity", "error")
"""Metrics that are better when they are lower; all others are better when they are higher."""


@dataclass(frozen=True)
class TrialResult:
    """One training.

    Args:
        diverged: Whether its loss became infinite or NaN.
        wall_s: Seconds of the last process that worked on it.
        evaluations: ``(updates done, metrics)`` on the ``Eval`` data, ascending.
        test: Metrics on the ``Test`` data after the last update; None if they were not measured.
        metric: The task's metric; None if the run diverged.
    """

    diverged: bool
    wall_s: float
    evaluations: tuple[tuple[int, dict[str, float]], ...] = ()
    test: dict[str, float] | None = None
    metric: str | None = None

    @property
    def last(self) -> dict[str, float]:
        """The evaluation after the last update, not the best one; empty if the run diverged."""
        return self.evaluations[-1][1] if self.evaluations and not self.diverged else {}

    @property
    def final(self) -> dict[str, float]:
        """The metrics that count: those on ``Test``, or the last ones on ``Eval`` if there is no ``Test``."""
        return self.last if self.test is None or self.diverged else self.test

    def to_json(self) -> dict[str, Any]:
        """Returns what the log does not hold, as plain data."""
        return {"diverged": self.diverged, "wall_s": self.wall_s, "test": self.test, "metric": self.metric}


def read_trial_result(file: Path, run: Path) -> TrialResult | None:
    """Reads the result of a training; None while it is not finished.

    Args:
        file: Holds what `TrialResult.to_json` returned.
        run: The run directory.
    """
    try:
        saved = read_json(file)
        diverged, seconds, test, metric = (saved[key] for key in ("diverged", "wall_s", "test", "metric"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LrkitError(tr("{}: cannot be read: {}; remove it to train again", file, content_reason(error))) from None
    return TrialResult(diverged, seconds, read_evaluations(run), test, metric)


def has_diverged(run: Path) -> bool:
    """Whether the last update in a log has a loss or a gradient norm that is infinite or NaN."""
    try:
        rows = [row for row in read_log(run) if "train/loss" in row]
    except LrkitError:
        return False
    last = rows[-1] if rows else {}
    values = [last.get(name, 0.0) for name in ("train/loss", "train/grad_norm")]
    return not all(is_number(value) and math.isfinite(value) for value in values)


def primary_metric(wanted: str | None, results: Iterable[TrialResult]) -> str:
    """Returns the metric that decides: the wanted one, else the loss, else that of the task.

    Raises:
        LrkitError: The evaluations do not have the wanted metric.
    """
    known: dict[str, None] = {}
    own = None
    for result in results:
        known |= dict.fromkeys(result.last)
        own = own or result.metric
    if wanted is not None and known and wanted not in known:
        raise LrkitError(
            tr("--metric {}: the evaluation has {}{}", wanted, tr(", ").join(known), did_you_mean(wanted, known))
        )
    if wanted is not None or not known:
        return wanted or "loss"
    return "loss" if "loss" in known or own is None else own


def second_metric(primary: str, results: Iterable[TrialResult]) -> str | None:
    """Returns the metric shown beside the deciding one: the accuracy, or else the first other one."""
    known: dict[str, None] = {}
    for result in results:
        known |= dict.fromkeys(name for name in result.last if name != primary)
    return "accuracy" if "accuracy" in known else next(iter(known), None)


def badness(metrics: Mapping[str, float], name: str) -> float:
    """Returns a metric with its sign chosen so that lower is better; infinite if it is missing or NaN.

    Example:
        >>> badness({"accuracy": 0.9}, "accuracy"), badness({"loss": 0.4}, "loss"), badness({}, "loss")
        (-0.9, 0.4, inf)
    """
    value = metrics.get(name, math.nan)
    if math.isnan(value):
        return math.inf
    return value if name in LOWER_IS_BETTER else -value


def read_evaluations(run: Path) -> tuple[tuple[int, dict[str, float]], ...]:
    """Reads ``(updates done, metrics)`` of the evaluations in a log, ascending."""
    found: dict[int, dict[str, float]] = {}
    for row in read_log(run):
        if is_evaluation(row):
            values = {key.removeprefix(EVALUATION_PREFIX): value for key, value in row.items() if key != "update"}
            found[row["update"]] = {key: float(value) for key, value in values.items() if is_number(value)}
    return tuple(sorted(found.items()))
