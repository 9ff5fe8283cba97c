"""What the rows alone say, where no plan is known."""

from __future__ import annotations

from itertools import pairwise

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.recognized import recognize
from paddle_lrkit.runs.audit.result import AuditResult
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.text import format_rate, plural

_ROUND_DIGITS = 3
"""A rate that somebody wrote has at most so many digits."""
LEAST_ROWS = 3
"""Every usual schedule goes through two rows."""


def without_plan(result: AuditResult, log: TrainingLog, rows: RunRows) -> None:
    """Fills the verdict about rows without a plan: the shape that they have, if it is a usual one."""
    held = _held_in_epoch(log, rows)
    seen = result.shape = recognize(rows, log.digits) if len(rows) >= LEAST_ROWS else None
    if held is not None:
        result.verdict, result.certainty, result.fault = "stepped-per-epoch", "medium", True
        result.parameters = {"rate": held}
        result.summary = tr(
            "The rate stays at {} within an epoch, a number that people do not write: the scheduler moves once "
            "an epoch.",
            format_rate(held, 8),
        )
        result.advice = tr("Right if the config moves its schedule once an epoch; -c tells.")
        return
    if len(rows) < LEAST_ROWS:
        result.verdict = "agrees"
        result.summary = tr(
            "No plan is known; nothing speaks against {}, too few to show a schedule.", plural(len(rows), "row")
        )
        result.advice = tr("Give the config with -c to compare with the plan.")
        return
    if seen is None:
        result.summary = tr("No plan is known, and the rows are those of no usual schedule; give the config with -c.")
        return
    result.verdict, result.certainty = "agrees", "medium" if seen.certainty == "high" else "low"
    result.summary = tr(
        "No plan is known; nothing speaks against the rows, which are those of this schedule: {}.", seen.words
    )
    result.advice = tr("Give the config with -c to compare with the plan.")


def _held_in_epoch(log: TrainingLog, rows: RunRows) -> float | None:
    """A rate that no person writes and that stays through the rows of one epoch; None without one."""
    if not rows.epoch or len(rows) < 2 or max(rows.rate) == 0:
        return None
    held = {}
    for (first, rate), (second, other) in pairwise(zip(rows.update, rows.rate, strict=True)):
        if first // rows.epoch == second // rows.epoch:
            if rate != other:
                return None
            held[first // rows.epoch] = rate
    strange = [rate for rate in held.values() if not _is_written(rate, log)]
    return strange[0] if strange and len(strange) * 2 > len(held) else None


def _is_written(rate: float, log: TrainingLog) -> bool:
    """Whether a rate has few digits, or was printed with few."""
    return abs(float(f"{rate:.{_ROUND_DIGITS}g}") - rate) <= log.digits.half(rate) + 1e-12 * abs(rate)
