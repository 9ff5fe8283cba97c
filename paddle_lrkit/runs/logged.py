"""Columns of a log: the rates that were applied, and a metric with the update from which on it was known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

from paddle_lrkit.errors import LrkitError, did_you_mean
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.log import EVALUATION_PREFIX, is_evaluation

APPLIED = "rate/applied"
GRADIENT_NORM = "train/grad_norm"
_NOT_METRICS = ("update", "epoch", "rate/", "speed/")

Rows = Iterable[Mapping[str, Any]]


def applied_rates(rows: Rows, before: int | None = None) -> list[tuple[int, float]]:
    """The rates that the optimizer applied, each update once, ascending.

    Args:
        rows: The rows of `read_log`.
        before: First update to leave out.

    Example:
        >>> applied_rates([{"update": 0, "rate/applied": 0.1}, {"update": 10, "rate/applied": 0.05}], before=10)
        [(0, 0.1)]
    """
    found = {row["update"]: float(row[APPLIED]) for row in rows if is_number(row.get(APPLIED))}
    kept = ((update, rate) for update, rate in found.items() if before is None or update < before)
    return sorted((update, rate) for update, rate in kept if math.isfinite(rate) and rate >= 0)


def gradient_norms(rows: Rows) -> list[tuple[int, float]]:
    """The L2 norms of the gradient that were logged, if they are numbers > 0, each update once, ascending.

    Example:
        >>> gradient_norms([{"update": 0, "train/grad_norm": 2.5}, {"update": 1, "train/grad_norm": float("nan")}])
        [(0, 2.5)]
    """
    found = {row["update"]: float(row[GRADIENT_NORM]) for row in rows if is_number(row.get(GRADIENT_NORM))}
    return sorted((update, norm) for update, norm in found.items() if math.isfinite(norm) and norm > 0)


def logged_metric(rows: Rows, name: str, log: object) -> list[tuple[int, float]]:
    """``(update, value)`` for each time that a metric was logged; the value is known before that update begins.

    Args:
        rows: The rows of `read_log`.
        name: An evaluation's metric, such as ``accuracy``, or a whole key of the log, such as ``train/loss``.
        log: Name of the log, for the message.

    Raises:
        LrkitError: The log has no such metric; the sentence lists those that it has.

    Example:
        >>> logged_metric([{"update": 4, "train/loss": 1.5}, {"update": 5, "eval/loss": 1.2}], "loss", "log.jsonl")
        [(5, 1.2)]
    """
    rows = list(rows)
    keys = dict.fromkeys(key for row in rows for key, value in row.items() if is_number(value))
    key = next((key for key in (EVALUATION_PREFIX + name, name) if key in keys), None)
    if key is None:
        raise _no_metric(name, keys, log)
    late = 0 if is_evaluation([key]) else 1
    return sorted((row["update"] + late, float(row[key])) for row in rows if is_number(row.get(key)))


def updates_logged(rows: Rows) -> int:
    """Updates that a log covers: those before its last evaluation, and up to and with its last training row.

    Example:
        >>> updates_logged([{"update": 99, "train/loss": 1.5}, {"update": 100, "eval/loss": 1.2}])
        100
    """
    return max((row["update"] + (0 if is_evaluation(row) else 1) for row in rows), default=0)


def _no_metric(name: str, keys: Iterable[str], log: object) -> LrkitError:
    metrics = [key for key in keys if not key.startswith(_NOT_METRICS)]
    known = [key.removeprefix(EVALUATION_PREFIX) for key in sorted(metrics, key=lambda key: not is_evaluation([key]))]
    listed = tr("it has {}", tr(", ").join(known)) if known else tr("it has no metrics")
    return LrkitError(tr("{}: the log has no metric {!r}; {}{}", log, name, listed, did_you_mean(name, known)))


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value of a row is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)
