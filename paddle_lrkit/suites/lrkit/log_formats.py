"""The training lines of our own trainer, in ``train.log``."""

from __future__ import annotations

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

FORMATS = (
    LogFormat(
        name="lrkit-train.log",
        suite="lrkit",
        head="] update ",
        pattern=r"\] update <step>/<total>< >epoch [0-9.,]{1,20}< >lr <rate>(?= )",
        loss=r"< >loss <loss>(?=\s)",
        counts="run",
        first_epoch=0,
        first_step=1,
        printed="applied",
        digits=PrintedDigits("significant", 6),
        resumed=r"\] note: resumed after update (\d{1,15})\s*$",
        resumes_at="update",
        interval_key="Global.log_every",
        program="lrkit train",
        lines=r"\] (?:note|evaluation after update \d{1,15}): ",
    ),
)
