"""What an audit says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from paddle_lrkit.suites.log_format import PrintedDigits

Certainty = Literal["high", "medium", "low"]

VERDICTS = (
    "agrees",
    "undecided",
    "stepped-per-epoch",
    "stepped-per-update",
    "off-by-one",
    "advanced-n-times",
    "advanced-on-accumulation",
    "advanced-on-skips",
    "behind-by-skips",
    "resumed-wrong-update",
    "restarted",
    "other-peak",
    "other-schedule",
    "jump",
    "froze",
    "never-changed",
    "zero-early",
    "stretched",
    "warmup-missing",
    "warmup-length",
    "milestones-shifted",
    "other-floor",
    "ranks-differ",
)
RIGHT = ("agrees", "undecided")
"""The verdicts that are no fault; `AuditResult.fault` says it for one result, as a few depend on the suite."""


@dataclass(frozen=True)
class AuditNote:
    """Something that was seen and that is not the verdict.

    Args:
        kind: Such as ``counter-restarted``, ``ended-early``, ``nan-loss``, ``torn-line``, ``doubled-range``.
        text: One sentence with its numbers.
        line: Line or record of the log; None for the log as a whole.
    """

    kind: str
    text: str
    line: int | None = None


@dataclass(frozen=True)
class LossFinding:
    """Something in the loss, beside the rate at that update.

    Args:
        kind: ``nan``, ``spike``, ``diverged``, ``plateau``, ``decay-too-early`` or ``ended-before-schedule``.
        text: One or two sentences with the numbers.
        update: 0-based update where it begins.
        line: Line or record of the log.
        rate: The rate that was applied there.
        rate_to_blame: Whether the rate can be the reason.
        certainty: How sure that is.
        numbers: What it rests on.
    """

    kind: str
    text: str
    update: int
    line: int | None
    rate: float | None
    rate_to_blame: bool | None
    certainty: Certainty
    numbers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PlacedRow:
    """A row of the log at its place in the run, for pictures and tables.

    Args:
        update: 0-based update whose applied rate ``rate`` is, by the convention of the format.
        rate: As printed.
        planned: What the plan prints there; None without a plan.
        differs: Whether the row contradicts the plan.
    """

    update: int
    rate: float
    planned: float | None = None
    differs: bool = False


@dataclass(frozen=True)
class Alternative:
    """Another verdict that prints the same rows.

    Args:
        verdict: One of `VERDICTS`.
        text: What it would mean.
        told_apart_by: The log that would tell them apart.
        parameters: Its numbers.
    """

    verdict: str
    text: str = ""
    told_apart_by: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass
class AuditResult:
    """Planned against applied rates of one log.

    Args:
        source: The log.
        format: Name of the format.
        suite: Name of the suite; empty for logs of one's own.
        convention: Which update a printed rate belongs to, in words.
        rows: Training lines that were read.
        updates: Updates that the rows cover: the last one's number plus one.
        interval: Usual distance of two rows in updates; None for a single row.
        digits: How exactly the rates are written.
        verdict: One of `VERDICTS`.
        certainty: How sure it is.
        fault: Whether the verdict is a fault of the run.
        summary: The verdict in one or two sentences, with its numbers.
        parameters: Factor, shift, place and so on, with the interval that rounding leaves.
        first_update: First update whose row contradicts the plan.
        rows_that_differ: Rows that contradict the plan.
        rows_that_could_tell: Rows that would contradict it if the rate had stood still.
        also_possible: Other verdicts that print the same rows.
        advice: What log would tell more, or what to change.
        notes: What else was seen.
        loss: What the loss says.
        resumes: Updates at which the run was resumed.
        placed: Rows for a picture, thinned to a few thousand, every fault kept.
        other_process: Rows of another process that differ from ``placed``; empty where all processes print the same.
        shape: Without a plan: the shape that was recognized, see ``runs/audit/recognized.py``.
        begins: Update of the first row.
        plan_words: The plan in words, such as "cosine from 0.1, 500 updates of warmup"; empty without one.
    """

    source: str
    format: str
    suite: str
    convention: str
    rows: int
    updates: int
    interval: int | None
    digits: PrintedDigits
    verdict: str
    certainty: Certainty
    fault: bool
    summary: str
    parameters: dict[str, Any] = field(default_factory=dict)
    first_update: int | None = None
    rows_that_differ: int = 0
    rows_that_could_tell: int = 0
    also_possible: list[Alternative] = field(default_factory=list)
    advice: str = ""
    notes: list[AuditNote] = field(default_factory=list)
    loss: list[LossFinding] = field(default_factory=list)
    resumes: list[int] = field(default_factory=list)
    placed: list[PlacedRow] = field(default_factory=list)
    other_process: list[PlacedRow] = field(default_factory=list)
    shape: Any = None
    begins: int = 0
    plan_words: str = ""
