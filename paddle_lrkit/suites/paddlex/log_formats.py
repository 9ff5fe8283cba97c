"""The training lines of PaddleX 1 and 2; PaddleX 3 calls the other suites."""

from __future__ import annotations

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

FORMATS = (
    LogFormat(
        name="paddlex",
        suite="paddlex",
        head="TRAIN] Epoch=",
        pattern=r"TRAIN\] Epoch=<epoch>/<epochs>, Step=<step>/<steps>, "
        r"(?:(?=<...>\bloss=<loss>,)|)<...>\blr=<rate>(?=,)",
        counts="epoch",
        first_epoch=1,
        first_step=1,
        printed="applied",
        digits=PrintedDigits("decimals", 6),
        resumed=r"Resume checkpoint from (?:\S{0,300}?epoch_(\d{1,9}))?",
        resumes_at="epoch",
        counts_batches=True,
        resumes_by_epoch=True,
        interval_key="log_interval_steps",
        program="PaddleX",
        lines=r"\bpaddlex\b",
    ),
)
