"""PaddleClas' training loop and a bare loop over the same model and data, for ``benchmarks.training_loop``.

The checkout is in the environment variable ``LRKIT_PADDLECLAS``. ``train_epoch`` gets what its engine has in a run
without mixed precision, moving average and metrics, with its VisualDL writer; it prints the first update of a stretch.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

sys.path.insert(0, os.environ["LRKIT_PADDLECLAS"])

import numpy as np
import paddle
from ppcls.arch.backbone.legendary_models.resnet import ResNet18
from ppcls.engine.train.train import train_epoch
from ppcls.loss import build_loss
from ppcls.utils import logger
from ppcls.utils.amp import AutoCast, build_scaler
from ppcls.utils.misc import AverageMeter
from visualdl import LogWriter

from benchmarks.measuring.timing import Timing, timed
from benchmarks.measuring.worker import serve

BATCH, SIZE, CLASSES, PRINT_EVERY = 64, 16, 10, 10


class Batches:
    """The same batch again and again, as new tensors."""

    def __init__(self) -> None:
        rng = np.random.default_rng(0)
        self._images = rng.normal(size=(BATCH, 3, SIZE, SIZE)).astype("float32")
        self._labels = rng.integers(0, CLASSES, BATCH)

    def __iter__(self) -> Iterator[list[paddle.Tensor]]:
        while True:
            yield [paddle.to_tensor(self._images), paddle.to_tensor(self._labels)]


def loop(updates: int) -> Timing:
    """PaddleClas' loop over some updates."""
    engine.iter_per_epoch = updates
    return timed(partial(train_epoch, engine, 1, PRINT_EVERY))


def bare(updates: int) -> Timing:
    """The same updates and nothing else."""

    def run() -> None:
        for _ in range(updates):
            images, labels = next(stream)
            loss(model(images), labels.reshape([BATCH, -1]))["loss"].backward()
            optimizer.step()
            optimizer.clear_grad()
            rate.step()

    return timed(run)


logger.init_logger()
paddle.seed(0)
model = ResNet18(class_num=CLASSES, stride_list=[1, 2, 2, 2, 2])
model.train()
rate = paddle.optimizer.lr.CosineAnnealingDecay(1e-4, 10_000_000)
optimizer = paddle.optimizer.Momentum(rate, 0.9, parameters=model.parameters(), weight_decay=5e-4)
loss = build_loss([{"CELoss": {"weight": 1.0}}])
batches = Batches()
stream = iter(batches)
engine = SimpleNamespace(
    train_dataloader=batches,
    use_dali=False,
    config={"profiler_options": None, "Global": {"epochs": 1}},
    time_info={name: AverageMeter(name, ".5f") for name in ("batch_cost", "reader_cost")},
    global_step=0,
    auto_cast=AutoCast(False),
    scaler=build_scaler(False),
    model=model,
    is_rec=False,
    train_loss_func=loss,
    update_freq=1,
    optimizer=[optimizer],
    lr_sch=[rate],
    ema=False,
    train_metric_func=None,
    output_info={},
    vdl_writer=LogWriter(tempfile.mkdtemp()),
)
serve({"loop": loop, "bare": bare})
