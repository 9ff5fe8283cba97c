"""What PaddleSeg writes for VisualDL; ``pattern`` is the tag of the rate."""

from __future__ import annotations

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

VISUALDL = (
    LogFormat(
        "visualdl-ppseg",
        "ppseg",
        "Train/lr",
        "run",
        first_epoch=1,
        first_step=1,
        printed="applied",
        digits=PrintedDigits("float32"),
        interval_key="--log_iters",
    ),
)
