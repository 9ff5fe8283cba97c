"""Each task trains the same on the device and on the CPU, in float32, from the same weights and batches."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from paddle_lrkit.experiments.validate.case import CaseResult, Figures, run_case
from paddle_lrkit.experiments.validate.configs import TASKS
from paddle_lrkit.experiments.validate.lockstep import StepTolerance, lockstep
from paddle_lrkit.experiments.validate.loss_tolerance import LossTolerance, compare_losses
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.experiments.validate.training import finish, open_run, set_weights, weights_of
from paddle_lrkit.messages import tr

ON_ACCELERATOR, ON_CPU = 50, 8
"""Updates of a run."""
STEPS_ON_ACCELERATOR, STEPS_ON_CPU = 50, 4
"""Single updates."""
RUNS = {
    "classification": LossTolerance(first=1e-4, mean=0.05),
    "detection": LossTolerance(first=1e-3, mean=0.1),
    "text_classification": LossTolerance(first=1e-4, mean=1e-3),
}
"""For whole runs. With BatchNorm, rounding differences grow from update to update; see docs/validate.md."""
STEPS = {
    "classification": StepTolerance(loss=1e-4, step=1e-2),
    "detection": StepTolerance(loss=1e-2, step=5e-2),
    "text_classification": StepTolerance(loss=1e-4, step=1e-2),
}
"""For single updates from the same state; a detector may choose another box if two scores are nearly equal."""
SAME_RUN, SAME_STEP = LossTolerance(first=0, mean=0), StepTolerance(loss=0, step=0)


def check(options: ValidationOptions) -> Iterator[CaseResult]:
    """Compares the device with the CPU; on the CPU alone, trains each task twice on the CPU."""
    words = tr("{} against CPU", options.name) if options.on_accelerator else tr("twice on the CPU")
    for task in TASKS:
        run = RUNS[task] if options.on_accelerator else SAME_RUN
        step = STEPS[task] if options.on_accelerator else SAME_STEP
        whole, single = tr("{}, a run, {}", task, words), tr("{}, updates, {}", task, words)
        yield run_case("tasks", whole, str(run), partial(whole_run, options, task, run))
        yield run_case("tasks", single, str(step), partial(single_updates, options, task, step))
    if not options.on_accelerator:
        reason = tr("the validation runs on the CPU (use --device gpu, or another device)")
        yield CaseResult("tasks", tr("device against CPU"), "skip", reason=reason)


def whole_run(options: ValidationOptions, task: str, tolerance: LossTolerance) -> Figures:
    """Trains a task on the CPU and on the device, and compares the losses.

    Raises:
        CaseFailed: The differences exceed the tolerance.
    """
    config = TASKS[task](options, options.length(ON_ACCELERATOR, ON_CPU))
    reference = open_run(options, f"tasks-{task}-reference", config, device="cpu")
    weights = weights_of(reference)
    expected = finish(reference)
    other = open_run(options, f"tasks-{task}", config)
    set_weights(other, weights)
    return compare_losses(expected.losses, finish(other).losses, tolerance)


def single_updates(options: ValidationOptions, task: str, limit: StepTolerance) -> Figures:
    """Compares the updates of a task one by one, each on both devices from the state on the CPU.

    Raises:
        CaseFailed: The differences exceed the limit.
    """
    updates = options.length(STEPS_ON_ACCELERATOR, STEPS_ON_CPU)
    config = TASKS[task](options, updates)
    reference = open_run(options, f"tasks-{task}-steps-reference", config, device="cpu")
    other = open_run(options, f"tasks-{task}-steps", config)
    return lockstep(reference, other, options.device, updates, limit)
