"""Each task trains on the GPU as on the CPU, in float32, from the same weights and the same batches."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from paddle_lrkit.experiments.validate.compare import Tolerance, compared
from paddle_lrkit.experiments.validate.configs import TASKS
from paddle_lrkit.experiments.validate.finding import Figures, Finding, Options, judged
from paddle_lrkit.experiments.validate.lockstep import Closeness, Side, lockstep
from paddle_lrkit.experiments.validate.training import finish, give_weights, open_run, weights_of

ON_GPU, ON_CPU = 50, 8
"""Updates of a run."""
STEPS_ON_GPU, STEPS_ON_CPU = 50, 4
"""Single updates."""
RUNS = {
    "classification": Tolerance(first=1e-4, mean=0.05),
    "detection": Tolerance(first=1e-3, mean=0.1),
    "text_classification": Tolerance(first=1e-4, mean=1e-3),
}
"""For whole runs. With BatchNorm a rounding difference grows from update to update; see docs/validate.md."""
STEPS = {
    "classification": Closeness(loss=1e-4, step=1e-2),
    "detection": Closeness(loss=1e-2, step=5e-2),
    "text_classification": Closeness(loss=1e-4, step=1e-2),
}
"""For single updates from the same state; a detector may choose another box where two scores are nearly equal."""
SAME_RUN, SAME_STEP = Tolerance(first=0, mean=0), Closeness(loss=0, step=0)


def check(options: Options) -> Iterator[Finding]:
    """The GPU against the CPU; without a GPU, each task twice on the CPU."""
    words = "GPU against CPU" if options.on_gpu else "twice on the CPU"
    for task in TASKS:
        run = RUNS[task] if options.on_gpu else SAME_RUN
        step = STEPS[task] if options.on_gpu else SAME_STEP
        yield judged("tasks", f"{task}, a run, {words}", str(run), partial(whole_run, options, task, run))
        yield judged("tasks", f"{task}, updates, {words}", str(step), partial(single_updates, options, task, step))
    if not options.on_gpu:
        yield Finding("tasks", "GPU against CPU", "skip", reason="no GPU is asked for (--device gpu)")


def whole_run(options: Options, task: str, tolerance: Tolerance) -> Figures:
    """Trains a task on the CPU and on the device, and compares the losses.

    Raises:
        Failed: They are further apart than the tolerance.
    """
    config = TASKS[task](options, options.length(ON_GPU, ON_CPU))
    reference = open_run(options, f"tasks-{task}-reference", config, device="cpu")
    weights = weights_of(reference)
    expected = finish(reference)
    other = open_run(options, f"tasks-{task}", config)
    give_weights(other, weights)
    return compared(expected.losses, finish(other).losses, tolerance)


def single_updates(options: Options, task: str, limit: Closeness) -> Figures:
    """The updates of a task one by one, each on both devices from the CPU's state.

    Raises:
        Failed: They are further apart than the limit.
    """
    updates = options.length(STEPS_ON_GPU, STEPS_ON_CPU)
    config = TASKS[task](options, updates)
    reference = open_run(options, f"tasks-{task}-steps-reference", config, device="cpu")
    other = open_run(options, f"tasks-{task}-steps", config)
    return lockstep(Side(reference, "cpu"), Side(other, options.device), updates, limit)
