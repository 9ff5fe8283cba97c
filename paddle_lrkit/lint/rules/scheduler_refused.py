"""A name, or a default, that the program does not train with.

What it does
    Compares the name of the schedule with those that the program has.

Why is this bad
    The run stops before the first update. ERNIE's pre-training only has `wsd`, although its default is `cosine`, and
    stops with an AssertionError that says nothing.

Example
    stage: ernie_pretrain
    learning_rate: 0.00022
    max_steps: 1000

Use instead
    lr_scheduler: wsd:800

Reference
    ERNIE, examples/pre-training/ernie/src/trainers/pretraining_trainer.py; PaddleFormers, SchedulerType.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from paddle_lrkit.errors import did_you_mean, shown
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names

_DECAY = 0.2


def check(context: Context) -> Iterator[Violation]:
    """The finding at the name, or at the section without it."""
    fields = context.fields
    if fields is None or fields.refused is None:
        return
    item, allowed = fields.refused
    key = str((item.key_path or ("it",))[-1])
    names = join_names(allowed, "or")
    wsd = allowed == ("wsd",)
    start = round((1 - _DECAY) * (context.total or 0))
    near = re.search("'(.*)'", did_you_mean(item.value, allowed))
    yield Violation(
        item.path,
        tr("{} is {}, but the program only trains with {}", key, shown(item.value), names)
        if item.default_key is None
        else tr("{} is not given and would be {!r}, but the program only trains with {}", key, item.value, names),
        (f"{key}: wsd:{start}" if start else "") if wsd else f"{key}: {near[1]}" if near else "",
    )
