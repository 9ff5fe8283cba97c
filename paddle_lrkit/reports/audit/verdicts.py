"""The outcomes and verdicts of an audit in a few words."""

from __future__ import annotations

from paddle_lrkit.messages import Message
from paddle_lrkit.reports.audit.audited import Audited

VERDICT_WORDS = {
    "agrees": Message("the rates are the planned ones"),
    "undecided": Message("this log cannot tell"),
    "stepped-per-epoch": Message("the scheduler moves once an epoch"),
    "stepped-per-update": Message("the scheduler moves at every update, not once an epoch"),
    "off-by-one": Message("the rates are one update away from the plan"),
    "advanced-n-times": Message("the scheduler moves several times an update"),
    "advanced-on-accumulation": Message("the scheduler also moves on batches that only accumulate gradients"),
    "advanced-on-skips": Message("the scheduler also moves on skipped updates"),
    "behind-by-skips": Message("the scheduler waits on skipped updates"),
    "resumed-wrong-update": Message("a resume continued at another update of the schedule"),
    "restarted": Message("the schedule began again without a resume"),
    "other-peak": Message("the rates are the plan times a factor"),
    "other-schedule": Message("the rates follow another schedule"),
    "jump": Message("the rates change by a factor in the middle of the run"),
    "froze": Message("the rate stopped moving"),
    "never-changed": Message("the rate never moved"),
    "zero-early": Message("the rate reached zero before the end"),
    "stretched": Message("the schedule has another length"),
    "warmup-missing": Message("there was no warmup"),
    "warmup-length": Message("the warmup has another length"),
    "milestones-shifted": Message("the drops come at other updates"),
    "other-floor": Message("the rates end at another value"),
    "ranks-differ": Message("the processes have different rates"),
}
"""Verdict -> what it means, for a heading; `docs/audit.md` explains each."""

COLORS = {"fault": "red", "right": "green", "open": "yellow", "bare": "yellow"}
"""Outcome -> color."""
OUTCOMES = {
    "fault": Message("fault"),
    "right": Message("right"),
    "open": Message("undecided"),
    "bare": Message("no plan"),
}
"""Outcome -> its name."""
_SHAPE = Message("recognized shape: {}")
_NO_SHAPE = Message("no usual shape was recognized")
CERTAINTIES = {
    "high": Message("high certainty"),
    "medium": Message("medium certainty"),
    "low": Message("low certainty"),
}


def verdict_words(verdict: str) -> Message:
    """A verdict in a few words.

    Args:
        verdict: One of `paddle_lrkit.runs.audit.result.VERDICTS`.

    Example:
        >>> verdict_words("froze").en
        'the rate stopped moving'
    """
    return VERDICT_WORDS.get(verdict, Message(verdict))


def outcome(audited: Audited) -> str:
    """What an audit means: ``fault``, ``right``, ``open``, or ``bare`` where there was no plan to compare with."""
    result = audited.result
    if result.fault:
        return "fault"
    if audited.plan.schedule is None:
        return "bare"
    return "open" if result.verdict == "undecided" else "right"


def heading(audited: Audited) -> Message:
    """The verdict in a few words; without a plan, the shape of the rates."""
    if outcome(audited) != "bare":
        return verdict_words(audited.result.verdict)
    shape = audited.result.shape
    return _NO_SHAPE if shape is None else _SHAPE.filled(shape.family)
