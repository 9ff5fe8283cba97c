"""The training lines of PaddleOCR."""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

_GLOBAL_STEP = LogFormat(
    name="ppocr-2.5+",
    suite="ppocr",
    head="epoch: [",
    pattern=r"epoch: \[<epoch>/<epochs>\], (?:global_step: <step>, )?lr: <rate>(?=,)",
    loss=r" loss: <loss>,",
    counts="run",
    first_epoch=1,
    first_step=1,
    printed="median",
    digits=PrintedDigits("decimals", 6),
    resumed=r"resume from \S",
    counter_restarts=True,
    resumes_by_epoch=True,
    last_batch=True,
    window_key="Global.log_smooth_window",
    interval_key="Global.print_batch_step",
    program="PaddleOCR",
    lines=r"\bppocr\b|\b(?:cur|best) metric, ",
)

FORMATS = (
    _GLOBAL_STEP,
    replace(
        _GLOBAL_STEP,
        name="ppocr-2.0-2.3",
        pattern=r"epoch: \[<epoch>/<epochs>\], iter: <step>, lr: <rate>(?=,)",
        first_step=0,
    ),
    replace(
        _GLOBAL_STEP,
        name="ppocr-1.x",
        head="INFO: epoch: ",
        pattern=r"INFO: epoch: <epoch>, iter: <step>, lr: <rate>(?=,)",
        loss=r"'(?:total_)?loss': '?<loss>'?,",
        first_epoch=0,
        first_step=0,
        printed="applied",
        resumed=r"Finish initing model from \S{0,300}?(?:latest|best_accuracy|iter_epoch_)",
        counter_restarts=False,
        last_batch=False,
        window_key="",
    ),
)
