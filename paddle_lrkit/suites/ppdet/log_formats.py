"""The training lines of PaddleDetection."""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

_DYNAMIC = LogFormat(
    name="ppdet-2.0-2.7",
    suite="ppdet",
    head="Epoch: [",
    pattern=r"Epoch: \[<epoch>\] \[< ><step>/<steps>\] learning_rate: <rate>(?= )",
    loss=r" loss: <loss>[ ,]",
    counts="epoch",
    first_epoch=0,
    first_step=0,
    printed="applied",
    digits=PrintedDigits("decimals", 6),
    resumed=r"Finish resuming model weights: (?:\S{0,300}?(\d{1,9})\.pdparams)?"
    r"|Finish loading model weights: \S{0,300}?/(\d{1,9})\.pdparams",
    resumes_at="epoch",
    counts_batches=True,
    resumes_by_epoch=True,
    interval_key="log_iter",
    program="PaddleDetection",
    lines=r"\bppdet\.",
)
_STATIC = LogFormat(
    name="ppdet-static-0.3",
    suite="ppdet",
    head="INFO: iter: ",
    pattern=r"INFO: iter: <step>, lr: <rate>(?=,)",
    loss=r"'loss': '?<loss>'?,",
    counts="run",
    first_epoch=0,
    first_step=0,
    printed="applied",
    digits=PrintedDigits("decimals", 6),
    resumed=r"Loading checkpoint from \S{0,300}?(\d{1,9})\.\.\.",
    resumes_at="update",
    interval_key="log_iter",
    program="PaddleDetection",
)

FORMATS = (
    replace(_DYNAMIC, name="ppdet-develop", signs=r"max_mem_reserved|ppdet\.engine\.callbacks"),
    _DYNAMIC,
    replace(_STATIC, name="ppdet-static-0.5", signs=r"batch_cost: "),
    _STATIC,
)
