"""What PaddleNLP's Trainer writes for VisualDL; ``pattern`` is the tag of the rate."""

from __future__ import annotations

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

VISUALDL = (
    LogFormat(
        "visualdl-ppnlp",
        "ppnlp",
        "train/learning_rate",
        "run",
        first_epoch=0,
        first_step=1,
        printed="after",
        digits=PrintedDigits("significant", 4),
        accumulation_key="gradient_accumulation_steps",
        interval_key="logging_steps",
    ),
)
