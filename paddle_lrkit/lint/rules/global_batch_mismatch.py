"""A global batch size that the other sizes contradict.

What it does
    Compares `global_batch_size` of ERNIE's automatic parallel program with the batch of a GPU, the accumulation and the
    numbers of GPUs that the config names.

Why is this bad
    The program stops with an AssertionError; and the rate was chosen for one of two batch sizes.

Example
    trainer_args:
      learning_rate: 0.00022
      max_steps: 1000
      enable_auto_parallel: 1
      global_batch_size: 49
      per_device_train_batch_size: 7
      gradient_accumulation_steps: 2

Use instead
      global_batch_size: 14

Reference
    ERNIE, examples/auto_parallel; the check was read, not run.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import SectionValues
from paddle_lrkit.suites.ernie_pretrain.global_batch import batch_contradiction


def check(context: Context) -> Iterator[Violation]:
    """The finding at the global batch size."""
    fields = context.fields
    if fields is None or not fields.section:
        return
    at = SectionValues(context.document, fields.section)
    parallel = at("enable_auto_parallel")
    found = batch_contradiction(at) if parallel is not None and parallel.value else None
    if found is not None:
        item, reason = found
        yield Violation(item.path, tr("global_batch_size is {}, and {}", item.value, reason))
