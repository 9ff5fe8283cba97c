"""What to do about a verdict."""

from __future__ import annotations

from paddle_lrkit.messages import Message
from paddle_lrkit.runs.audit.result import AuditResult

NEXT_STEPS = {
    "stepped-per-epoch": Message("Call the scheduler's step() after every batch, or write its lengths in epochs."),
    "stepped-per-update": Message("Call the scheduler's step() once an epoch, or write its lengths in updates."),
    "off-by-one": Message("Call step() once after each update, not before it; one update seldom matters."),
    "advanced-n-times": Message(
        "Look for a second call of step(): in a callback, in an inner loop, or once a process."
    ),
    "advanced-on-accumulation": Message("Call the scheduler's step() only where the optimizer steps."),
    "advanced-on-skips": Message("Call the scheduler's step() only when the loss scaler has made the update."),
    "resumed-wrong-update": Message(
        "Restore the scheduler with the weights and the optimizer, once, before the first update."
    ),
    "restarted": Message("Look for a scheduler that is built again during the run, or a resume without its state."),
    "other-peak": Message(
        "Compare the factor with the number of GPUs, the batch size and the rate on the command line."
    ),
    "other-schedule": Message("Look for the config that was really used, and for overrides on the command line."),
    "jump": Message("Look for set_lr(), a callback, or a config that was edited before a resume."),
    "froze": Message("Look for a step() behind a condition, or a schedule that is shorter than the run."),
    "never-changed": Message("Call step(), and give the scheduler (not its rate) to the optimizer."),
    "zero-early": Message("Make the length of the schedule that of the run."),
    "stretched": Message("Compare the epochs, the updates in an epoch and the number of GPUs of plan and run."),
    "warmup-missing": Message(
        "Look for the warmup of the config that was used; some schedules ignore it (lrkit check)."
    ),
    "warmup-length": Message("See whether the length is read in updates or in epochs (lrkit check)."),
    "milestones-shifted": Message(
        "See whether the milestones are counted from the start or from the end of the warmup."
    ),
    "other-floor": Message("Compare min_lr, eta_min or end_lr of the config with the last rates."),
    "ranks-differ": Message("Build the schedule alike in every process."),
}
"""Verdict of a fault -> what to do where the audit itself has no better advice."""


def next_step(result: AuditResult) -> str:
    """The advice of an audit; for a fault without one, what to do about its verdict; else nothing."""
    if not result.fault or result.advice or result.verdict not in NEXT_STEPS:
        return result.advice
    return str(NEXT_STEPS[result.verdict])
