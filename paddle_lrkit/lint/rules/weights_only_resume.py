"""A resumed run that loads the weights and not the schedule.

What it does
    Looks for a place where a script loads weights and lets the loop begin at a later epoch, without loading the state
    of the schedule or of the optimizer, which contains it.

Why is this bad
    The schedule begins again at its first rate, warmup included, and the run ends before the decay does. Adam's moments
    are lost as well.

Example
    if args.resume:
        state = paddle.load(args.resume)
        net.set_state_dict(state["net"])
        start_epoch = state["epoch"] + 1

Use instead
    if args.resume:
        state = paddle.load(args.resume)
        net.set_state_dict(state["net"])
        optimizer.set_state_dict(state["optimizer"])
        start_epoch = state["epoch"] + 1

Reference
    paddle.optimizer.Optimizer.state_dict, which has the state of the schedule under LR_Scheduler.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import is_moved, is_restored, usage_of
from paddle_lrkit.messages import tr


def check(context: Context) -> Iterator[Violation]:
    """The finding at the load of the weights."""
    usage = usage_of(context)
    if usage is None or not usage.holders or is_moved(usage):
        return
    if any(is_restored(resume.loads, usage) for resume in usage.resumes):
        return
    for resume in usage.resumes:
        if "weights" in resume.loads and resume.moves_start:
            yield Violation(
                (),
                tr(
                    "the weights are loaded and the loop begins later, but neither the schedule nor the optimizer is "
                    "loaded: the rate begins again at the first update"
                ),
                tr("load the optimizer's state as well, which contains that of its schedule"),
                place=resume.places.get("weights", resume.place),
            )
