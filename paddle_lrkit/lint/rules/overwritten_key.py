"""A key whose value the suite replaces.

What it does
    Reports `epochs` and `step_each_epoch` in the schedule of PaddleClas and PaddleOCR, which compute both, and
    PaddleNLP's `warmup_ratio` beside `warmup_steps`.

Why is this bad
    The line seems to set the length of the schedule but has no effect.

Example
    Global: {epochs: 120}
    Optimizer:
      lr: {name: Cosine, learning_rate: 0.1, epochs: 100}

Use instead
    Global: {epochs: 100}
    Optimizer:
      lr: {name: Cosine, learning_rate: 0.1}

Reference
    PaddleClas, build_lr_scheduler; PaddleNLP, TrainingArguments.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.schedule_fields import REMOVED
from paddle_lrkit.text import format_yaml


def check(context: Context) -> Iterator[Violation]:
    """A finding for each such key."""
    fields = context.fields
    if fields is None:
        return
    run = fields.run.value if fields.run else None
    for entry in fields.arguments:
        for key in entry.computed:
            if key not in entry.given:
                continue
            value = entry.given[key]
            same = key == "epochs" and value == run
            by = tr("the length of the run, {}", run) if key == "epochs" else tr("the length of the data loader")
            yield Violation(
                (*entry.path, key),
                tr("{} {} has no effect: it is replaced by {}", key, value, by),
                str(REMOVED),
                (Edit((*entry.path, key), remove=True),),
                severity="info" if same or key != "epochs" else None,
            )
    for unused, used in fields.overridden:
        if unused.number:
            yield Violation(
                unused.path,
                tr(
                    "{} {} is not used, because {} is {}",
                    unused.path[-1],
                    format_yaml(unused.number),
                    used.path[-1],
                    used.value,
                ),
                tr("remove {}", unused.path[-1]),
            )
