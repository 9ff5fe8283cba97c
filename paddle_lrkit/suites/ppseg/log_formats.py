"""The training lines of PaddleSeg."""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

_PATTERN = r"TRAIN\] epoch: <epoch>, iter: <step>/<total>, loss: <loss>, lr: <rate>(?=,)"
_OLD_PATTERN = _PATTERN.replace(": ", "=")
_DYNAMIC = LogFormat(
    name="ppseg-2.1-2.9",
    suite="ppseg",
    head="TRAIN] epoch",
    pattern=_PATTERN,
    counts="run",
    first_epoch=1,
    first_step=1,
    printed="applied",
    digits=PrintedDigits("decimals", 6),
    resumed=r"Resume model from (?:\S{0,300}?iter_(\d{1,9}))?",
    resumes_at="update",
    interval_key="--log_iters",
    program="PaddleSeg",
    lines=r"\[EVAL\] #Images|Config Information|\bpaddleseg\b",
)

FORMATS = (
    replace(_DYNAMIC, name="ppseg-develop", signs=r"max_mem_reserved|\[\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\]"),
    _DYNAMIC,
    replace(_DYNAMIC, name="ppseg-2.0", pattern=_OLD_PATTERN, signs=r"ips[=:]"),
    replace(_DYNAMIC, name="ppseg-2.0rc", pattern=_OLD_PATTERN),
    replace(
        _DYNAMIC,
        name="ppseg-static",
        head="epoch=",
        pattern=r"(?<![A-Za-z_])epoch=<epoch> step=<step> lr=<rate>(?= )",
        loss=r" loss=<loss> ",
        digits=PrintedDigits("decimals", 5),
        resumed=r"Resume model training from: \S{0,300}?(\d{1,9})/?\s*$",
        resumes_at="epoch",
        interval_key="--log_steps",
    ),
)
