"""The training lines of PaddleClas."""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

_METERS = LogFormat(
    name="ppcls-2.0",
    suite="ppcls",
    head="train step:",
    pattern=r"epoch:<epoch>< >, train step:<step>< >,(?:(?=<...> loss: <loss>,)|)<...> lr: <rate>(?=,)",
    counts="epoch",
    first_epoch=0,
    first_step=0,
    printed="applied",
    digits=PrintedDigits("decimals", 6),
    resumed=r"Finish (?:initing model|load checkpoints) from \[?'?(?:\S{0,300}?/)?(\d{1,9})/ppcls",
    resumes_at="epoch",
    counts_batches=True,
    resumes_by_epoch=True,
    interval_key="print_interval",
    program="PaddleClas",
    lines=r"\bppcls\b|PaddleClas is powered",
    evaluation=r"\b(?:valid|eval) step:",
)
_STATIC = replace(
    _METERS,
    name="ppcls-static-2.x",
    pattern=r"epoch:<epoch>< > train step:<step>< > (?:(?=<...>\bloss:< ><loss>[ ,])|)<...>\blr: <rate>(?=[ ,])",
    first_step=1,
    resumed="",
    resumes_at="",
    interval_key="Global.print_batch_step",
)
_ENGINE = LogFormat(
    name="ppcls-2.4+",
    suite="ppcls",
    head="Train][Epoch ",
    other="][Avg]",
    pattern=r"Train\]\[Epoch <epoch>/<epochs>\]\[Iter: <step>/<steps>\]lr\(\w{1,60}\): <rate>(?=,)",
    loss=r" loss: <loss>,",
    counts="epoch",
    first_epoch=1,
    first_step=0,
    printed="after",
    digits=PrintedDigits("decimals", 8),
    resumed=r"Finish load checkpoints from (?:\S{0,300}?epoch_(\d{1,9}))?",
    resumes_at="epoch",
    counts_batches=True,
    resumes_by_epoch=True,
    accumulation_key="Global.update_freq",
    interval_key="Global.print_batch_step",
    program="PaddleClas",
    lines=r"\bppcls\b|PaddleClas is powered",
    by_epoch="by_epoch",
    asks_again="Cosine",
)

FORMATS = (
    _ENGINE,
    replace(
        _ENGINE,
        name="ppcls-2.2-2.3",
        pattern=_ENGINE.pattern.replace(r"lr\(\w{1,60}\)", "lr"),
        digits=PrintedDigits("decimals", 5),
    ),
    _METERS,
    _STATIC,
)
