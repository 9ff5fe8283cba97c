"""The training lines of PaddleNLP and PaddleFormers."""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.suites.log_format import LogFormat, PrintedDigits

_TRAINER = LogFormat(
    name="ppnlp-trainer-2.6+",
    suite="ppnlp",
    head=", learning_rate: ",
    pattern=r"loss: <loss>, learning_rate: <rate>, global_step: <step>(?=[,}}])",
    counts="run",
    first_epoch=0,
    first_step=1,
    printed="after",
    digits=PrintedDigits("significant", 4),
    progress=r"\b(?:progress_or_)?epoch'?: ([0-9]{1,9}\.[0-9]{1,9})",
    resumed=r"Continuing training from global step (\d{1,15})",
    resumes_at="update",
    skipped=r"optimizer not run, scale_before: ",
    planned=r"Total optimization steps = <total>|Num Epochs = <epochs>"
    r"|Gradient Accumulation steps = <accumulate>",
    accumulation_key="gradient_accumulation_steps",
    interval_key="logging_steps",
    program="PaddleNLP",
    lines=r"\[ {0,8}(?:INFO|DEBUG|WARNING)\] - |\bpaddlenlp\b",
)

_SCRIPT = LogFormat(
    name="ppnlp-scripts",
    suite="ppnlp",
    head="global step ",
    pattern=r"global step <step>/<total>, (?:epoch: <epoch>, )?(?:batch: \d{1,15}, )?(?:rank_id: \d{1,6}, )?"
    r"loss: <loss>, lr: <rate>(?=,)",
    counts="run",
    first_epoch=0,
    first_step=1,
    printed="after",
    digits=PrintedDigits("decimals", 10),
    interval_key="--logging_steps",
    program="PaddleNLP",
    varies=True,
)

FORMATS = (
    replace(
        _TRAINER,
        name="ppnlp-trainer-2.3-2.5",
        signs=r", epoch: |learning_rate: (?:[0-9]\.[0-9]{4,16}e|0\.0{0,9}[1-9][0-9]{4})",
        digits=PrintedDigits("exact"),
    ),
    _TRAINER,
    replace(
        _TRAINER,
        name="ppnlp-trainer-dict",
        head=", 'learning_rate': ",
        pattern=r"'loss': <loss>, 'learning_rate': <rate>, 'global_step': <step>(?=[,}])",
        digits=PrintedDigits("exact"),
    ),
    _SCRIPT,
    replace(
        _SCRIPT,
        name="ppnlp-run-pretrain",
        pattern=r"global step <step>, (?:epoch: <epoch>, )?(?:batch: \d{1,15}, )?loss: <loss>,"
        r"<...> learning rate: (?=[0-9]\.[0-9]{5}e[-+][0-9]{2})<rate>",
        digits=PrintedDigits("significant", 6),
        interval_key="--logging_freq",
    ),
)
