"""A schedule that the suite itself cannot build.

What it does
    Builds the schedule as the suite does and reports the error. Files in a folder `_base_` are parts of other configs,
    so their missing keys are not reported.

Why is this bad
    The run stops with a traceback before the first update, often after the data was loaded.

Example
    LearningRate:
      schedulers:
      - !LinearWarmup {steps: 500}
      - !PiecewiseDecay {milestones: [8, 11]}

Use instead
    LearningRate:
      schedulers:
      - !PiecewiseDecay {milestones: [8, 11]}
      - !LinearWarmup {steps: 500}

Reference
    the suites' own code.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.errors import NoScheduleError
from paddle_lrkit.lint.bases import in_base_folder
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation


def check(context: Context) -> Iterator[Violation]:
    """The finding, where there is no schedule."""
    problem = context.problem
    if problem is None or isinstance(problem, NoScheduleError):
        return
    if in_base_folder(context.document.file):
        return
    path: list[str | int] = []
    for part in (problem.key or "").replace("[", ".").replace("]", "").split("."):
        path.append(int(part) if part.isdigit() else part)
    yield Violation(tuple(path) if problem.key else (), problem.message)
