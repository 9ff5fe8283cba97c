"""A training line of each text format, and what it prints."""

from __future__ import annotations

import io
import math
from typing import NamedTuple

from paddle_lrkit.runs.logs.text_log import read_text_log
from paddle_lrkit.runs.logs.training_log import TrainingLog


class Sample(NamedTuple):
    """A line with ``{step}``, ``{rate}`` and ``{loss}``, and the texts that are put there."""

    line: str
    rate: str
    epoch: int
    step: int = 20
    loss: str = "1.5"

    def text(self, rate: str | None = None, step: int | None = None, loss: str | None = None) -> str:
        return self.line.format(
            step=self.step if step is None else step, rate=rate or self.rate, loss=loss or self.loss
        )


_NLP = "[2024-10-18 12:00:00,250] [    INFO] - "
SAMPLES = {
    "lrkit-train.log": Sample(
        "[2026-11-27 14:40:51 UTC] update {step}/9000  epoch 0.45  lr {rate}  loss {loss}  9.7 samples/s  eta 3:30",
        "0.00454545",
        -1,
    ),
    "ppdet-2.0-2.7": Sample(
        "[06/08 16:58:12] ppdet.engine INFO: Epoch: [3] [  {step}/3308] learning_rate: {rate} loss_cls: 0.7 "
        "loss: {loss} eta: 13:33:58 batch_cost: 1.2 data_cost: 0.0002 ips: 0.8 images/s",
        "0.000030",
        3,
    ),
    "ppdet-develop": Sample(
        "[02/04 22:46:24] ppdet.engine.callbacks INFO: Epoch: [3] [{step}/73] learning_rate: {rate} loss: {loss} "
        "eta: 67 days, 10:28:48 batch_cost: 0.16 ips: 96.1758 images/s, max_mem_reserved: 42653 MB",
        "0.000029",
        3,
    ),
    "ppdet-static-0.3": Sample(
        "2020-06-01 11:03:46,417-INFO: iter: {step}, lr: {rate}, 'loss_cls': '0.53', 'loss': '{loss}', time: 0.8",
        "0.005000",
        -1,
    ),
    "ppdet-static-0.5": Sample(
        "2020-12-22 08:01:34,034-INFO: iter: {step}, lr: {rate}, 'loss': '{loss}', eta: 8:56, batch_cost: 0.3 sec",
        "0.013559",
        -1,
    ),
    "ppcls-2.0": Sample(
        "2021-01-31 20:30:07 INFO: epoch:3  , train step:{step}  , top1: 0.75000, loss: {loss}, lr: {rate}, "
        "batch_cost: 0.69290 s, reader_cost: 0.59956 s, ips: 92.36500 images/sec.",
        "0.100000",
        3,
    ),
    "ppcls-static-2.x": Sample(
        "2021-01-31 20:30:07 INFO: epoch:3   train step:{step}   lr: {rate}, loss: {loss} top1: 0.2 batch_cost: 0.1 s",
        "0.100000",
        3,
    ),
    "ppcls-2.2-2.3": Sample(
        "[2022/04/30 11:30:30] root INFO: [Train][Epoch 3/300][Iter: {step}/1252]lr: {rate}, loss: {loss}, "
        "batch_cost: 8.10043s, reader_cost: 7.31687, ips: 31.60325 images/sec, eta: 35 days, 5:08:42",
        "0.00403",
        3,
    ),
    "ppcls-2.4+": Sample(
        "[2022/09/01 13:08:54] ppcls INFO: [Train][Epoch 3/200][Iter: {step}/2502]lr(LinearWarmup): {rate}, "
        "CELoss: 2.16119, loss: {loss}, batch_cost: 0.53062s, ips: 241.22737 samples/s, eta: 4:57:50",
        "0.00125084",
        3,
    ),
    "ppseg-static": Sample("epoch=3 step={step} lr={rate} loss={loss} step/sec=5.027 | ETA 00:07:06", "0.00093", 3),
    "ppseg-2.0rc": Sample(
        "2021-01-19 07:02:41 [INFO]\t[TRAIN] epoch=3, iter={step}/100, loss={loss}, lr={rate}, batch_cost=0.8 | E",
        "0.009639",
        3,
    ),
    "ppseg-2.0": Sample(
        "2021-01-19 07:02:41 [INFO]\t[TRAIN] epoch=3, iter={step}/100, loss={loss}, lr={rate}, ips=4.7 samples/sec",
        "0.009639",
        3,
    ),
    "ppseg-2.1-2.9": Sample(
        "2021-03-30 06:55:57 [INFO]\t[TRAIN] epoch: 3, iter: {step}/500, loss: {loss}, lr: {rate}, batch_cost: 0.5344",
        "0.009657",
        3,
    ),
    "ppseg-develop": Sample(
        "[2024/10/18 12:00:00] INFO: [TRAIN] epoch: 3, iter: {step}/500, loss: {loss}, lr: {rate}, batch_cost: 0.5344",
        "0.009657",
        3,
    ),
    "ppocr-1.x": Sample(
        "2021-05-14 11:36:51,758-INFO: epoch: 3, iter: {step}, lr: {rate}, 'loss': {loss}, 'acc': 0.0, time: 2.346",
        "0.000001",
        3,
    ),
    "ppocr-2.0-2.3": Sample(
        "[2021/03/20 11:54:28] root INFO: epoch: [3/10], iter: {step}, lr: {rate}, loss: {loss}, acc: 0.53, samples: 8",
        "0.000820",
        3,
    ),
    "ppocr-2.5+": Sample(
        "[2022/08/16 03:07:33] ppocr INFO: epoch: [3/400], global_step: {step}, lr: {rate}, acc: 0.0, CTCLoss: 3.1, "
        "loss: {loss}, avg_reader_cost: 2.63382 s, ips: 7.59025 samples/s, eta: 9 days, 2:29:27",
        "0.000100",
        3,
    ),
    "ppnlp-trainer-2.3-2.5": Sample(
        _NLP + "loss: {loss}, learning_rate: {rate}, global_step: {step}, interval_runtime: 2.2591, epoch: 0.0265",
        "2.999206349206349e-05",
        -1,
    ),
    "ppnlp-trainer-2.6+": Sample(
        _NLP + "loss: {loss}, learning_rate: {rate}, global_step: {step}, ppl: 7.02, progress_or_epoch: 0.01",
        "0.0003",
        -1,
    ),
    "ppnlp-trainer-dict": Sample(
        " 25%|##5  | 150/600 [00:10<00:31, 14.2it/s]"
        "{{'loss': {loss}, 'learning_rate': {rate}, 'global_step': {step}, 'epoch': 2.0}}",
        "4.4000000000000006e-05",
        -1,
    ),
    "ppnlp-run-pretrain": Sample(
        _NLP + "global step {step}, epoch: 3, batch: 19, loss: {loss}, avg_reader_cost: 0.00012 sec, "
        "ips: 1463 tokens/s, learning rate: {rate}",
        "2.00000e-07",
        3,
    ),
    "ppnlp-scripts": Sample(
        "global step {step}/1640, epoch: 3, batch: 19, rank_id: 0, loss: {loss}, lr: {rate}, speed: 4.2 step/s",
        "0.0000298171",
        3,
    ),
    "ppspeech": Sample(
        "[INFO 2021/06/19 16:01:34 model.py:61] Train: Rank: 0, epoch: 3, step: {step}, batch : 1559/1876, lr: {rate}, "
        "data time: 0.000s, train time: 3.019s, batch size: 64, train_loss: {loss}",
        "0.00000123",
        3,
    ),
    "paddlex": Sample(
        "2021-05-16 09:13:44 [INFO]\t[TRAIN] Epoch=3/12, Step={step}/353, loss={loss}, acc1=0.25, lr={rate}, eta=1:45",
        "0.00625",
        3,
    ),
    "paddlevideo": Sample(
        "[09/19 06:12:34] epoch:[  3/120] train step:{step}   loss: {loss} lr: {rate} top1: 0.0 batch_cost: 6.6 sec",
        "0.005010",
        3,
    ),
}


def read(text: str | bytes) -> TrainingLog:
    """The log of a text."""
    return read_text_log(io.BytesIO(text.encode() if isinstance(text, str) else text), "a.log")


def rows(log: TrainingLog) -> list[tuple[int, int, float, float | None]]:
    """Epoch, step, rate and loss of each row; None for a loss that is NaN."""
    found = zip(log.rows.epoch, log.rows.step, log.rows.rate, log.rows.loss, strict=True)
    return [(epoch, step, rate, None if math.isnan(loss) else loss) for epoch, step, rate, loss in found]
