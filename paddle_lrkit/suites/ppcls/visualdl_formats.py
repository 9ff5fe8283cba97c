"""What PaddleClas writes for VisualDL; ``pattern`` is the tag of the rate.

Versions 2.2 and 2.3 write ``lr``, later ones the class of the scheduler. Its counter begins at 1 in each process.
"""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

_BY_CLASS = LogFormat(
    "visualdl-ppcls",
    "ppcls",
    r"lr\(\w+\)",
    "run",
    first_epoch=1,
    first_step=1,
    printed="after",
    digits=PrintedDigits("float32"),
    counter_restarts=True,
    counts_batches=True,
    resumes_by_epoch=True,
    accumulation_key="Global.update_freq",
    interval_key="Global.print_batch_step",
    by_epoch="by_epoch",
)
VISUALDL = (_BY_CLASS, replace(_BY_CLASS, name="visualdl-ppcls-2.2-2.3", pattern="lr", loss="train_loss"))
