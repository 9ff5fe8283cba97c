"""The training lines of PaddleVideo."""

from __future__ import annotations

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

FORMATS = (
    LogFormat(
        name="paddlevideo",
        suite="ppvideo",
        head="train step:",
        pattern=r"epoch:\[< ><epoch>/<epochs>< >\] train step:<step>< > "
        r"(?:(?=<...>\bloss: <loss> )|)<...>\blr: <rate>(?=[ ,])",
        counts="epoch",
        first_epoch=1,
        first_step=0,
        printed="applied",
        digits=PrintedDigits("decimals", 6),
        resumed=r"Resume from checkpoint: (?:\S{0,300}?epoch_(\d{1,9}))?",
        resumes_at="epoch",
        counts_batches=True,
        resumes_by_epoch=True,
        interval_key="log_interval",
        program="PaddleVideo",
        lines=r"\bpaddlevideo\b|train loss_avg: ",
    ),
)
