"""Some parameters train with another rate.

What it does
    Names the factors that a config puts on the rates of some parameters: `moe_gate_lr_ratio`, `vit_lr_ratio`,
    `layerwise_lr_decay_bound`, `lora_plus_scale`.

Why is this bad
    It is not. But the curve, the log and a report on the rate show only the rate of the others; log that of these
    parameters too.

Example
    stage: VL-SFT
    fine_tuning: Full
    batch_size: 1
    learning_rate: 0.00001
    vit_lr_ratio: 0.9
    max_steps: 1000

Use instead
    vit_lr_ratio: 0.9

Reference
    ERNIEKit 1.3.0, erniekit/hparams/finetuning_args.py; PaddleFormers 1.2.0, pretraining_trainer.py; LoRA+, arXiv
    2402.12354.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.text import format_factor


def check(context: Context) -> Iterator[Violation]:
    """A finding for each factor."""
    for item, sentence in context.fields.rate_factors if context.fields else ():
        yield Violation(item.path, sentence.format(format_factor(item.number or 0.0)))
