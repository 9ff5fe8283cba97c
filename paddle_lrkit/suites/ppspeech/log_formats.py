"""The training lines of PaddleSpeech's recognition models."""

from __future__ import annotations

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

FORMATS = (
    LogFormat(
        name="ppspeech",
        suite="ppspeech",
        head="Train: Rank: ",
        pattern=r"Train: Rank: \d{1,6}, epoch: <epoch>, step: <step>, (?:batch : \d{1,15}/\d{1,15}, )?lr: <rate>(?=,)",
        counts="run",
        first_epoch=0,
        first_step=0,
        printed="applied",
        digits=PrintedDigits("decimals", 8),
        loss=r"(?: |train_)loss: <loss>(?:,|\s|$)",
        resumed=r"Restore ckpt: epoch \d{1,9} ?, step (\d{1,15})!",
        resumes_at="update",
        interval_key="log_interval",
        accumulation_key="accum_grad",
        program="PaddleSpeech",
        lines=r"\bpaddlespeech\b|\bValid: Rank: ",
    ),
)
