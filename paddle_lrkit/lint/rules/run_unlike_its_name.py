"""A run of another length than the name of the file says.

What it does
    Compares the number of updates with a ``20k`` or ``160k`` in the name of the file, where they differ by a factor of
    2 or more. In the names of configs of language models it is a number of tokens, which is not compared.

Why is this bad
    A run of 2,000 updates under the name of one of 160,000 is a test of the program that was left in the file: it ends
    after a hundredth of the training.

Example
    # segformer_512x512_160k.yml
    iters: 2000
    lr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, end_lr: 0}

Use instead
    iters: 160000

Reference
    PaddleViT, semantic_segmentation/configs/segformer.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr

_THOUSANDS = re.compile(r"(?<![a-zA-Z0-9])(\d{1,4})k(?![a-zA-Z0-9])")
_FACTOR = 2
_COUNT_TOKENS = ("ppnlp", "ppformers", "ernie_pretrain")


def check(context: Context) -> Iterator[Violation]:
    """The finding at the length of the run."""
    fields = context.fields
    if fields is None or fields.run is None or fields.run_unit != "it" or context.script is not None:
        return
    if context.suite in _COUNT_TOKENS:
        return
    length = fields.run.number
    named = [int(count) * 1000 for count in _THOUSANDS.findall(os.path.basename(context.document.file or ""))]
    if not named or not length or any(count / _FACTOR < length < count * _FACTOR for count in named):
        return
    said = named[0]
    yield Violation(
        fields.run.path,
        tr("the run has {:,.0f} updates, and the name of the file says {:,}", length, said),
        context.write(fields.run, said),
    )
