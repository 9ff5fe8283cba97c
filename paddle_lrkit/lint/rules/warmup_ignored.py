"""A warmup that the schedule does not do.

What it does
    Reports warmup keys beside a schedule that has no warmup: PaddleClas' `Constant`, PaddleOCR's `DecayLearningRate`,
    PaddleNLP's `constant`, PaddleDetection's `use_warmup: false`.

Why is this bad
    The run starts at the full rate although the config says otherwise.

Example
    Global: {epochs: 20}
    Optimizer:
      lr: {name: Constant, learning_rate: 0.01, warmup_epoch: 5}

Use instead
      lr: {name: ConstLR, learning_rate: 0.01, warmup_epoch: 5}

Reference
    the schedule classes of the suites.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Found
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.text import format_yaml

_CLASSES = {
    ("ppcls", "Constant"): ("warmup_epoch", "name: ConstLR"),
    ("ppocr", "DecayLearningRate"): ("warmup_epoch", ""),
    ("ppnlp", "constant"): ("warmup_steps", "lr_scheduler_type: constant_with_warmup"),
}


def check(context: Context) -> Iterator[Found]:
    """The finding at the warmup."""
    fields = context.fields
    if fields is None:
        return
    if context.suite == "ppdet" and len(fields.arguments) > 2 and not fields.arguments[1].given.get("use_warmup", True):
        yield Found(
            fields.arguments[2].path,
            f"{fields.arguments[2].name} is not used, because {fields.name} has use_warmup: false",
            "use_warmup: true, or take the warmup out",
            severity="warning",
        )
    key, fix = _CLASSES.get((context.suite, fields.name), ("", ""))
    for name in (key, "warmup_ratio") if key == "warmup_steps" else (key,):
        length = as_number(context.document.get((*fields.section, name))) if name else None
        if length:
            yield Found(
                (*fields.section, name), f"{fields.name} has no warmup: {name} {format_yaml(length)} is ignored", fix
            )
