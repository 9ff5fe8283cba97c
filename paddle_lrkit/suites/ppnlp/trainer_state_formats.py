"""The ``trainer_state.json`` of PaddleNLP's and PaddleFormers' Trainer."""

from __future__ import annotations

from paddle_lrkit.messages import Message
from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

TRAINER_STATE = LogFormat(
    "ppnlp-trainer-state",
    "ppnlp",
    "",
    "run",
    first_epoch=0,
    first_step=1,
    printed="after",
    digits=PrintedDigits("significant", 4),
    accumulation_key="gradient_accumulation_steps",
    interval_key="logging_steps",
)
"""Versions before 2.6 wrote all digits."""

EMPTY_HISTORY = Message(
    "its log_history is empty, which PaddleNLP 3.0 and PaddleFormers do on purpose; audit the text log of the run, "
    "such as workerlog.0"
)
