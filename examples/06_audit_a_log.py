"""Audit the log of a PaddleDetection run that was resumed without its scheduler.

Writes ``yolov3.yml`` and ``train.log``. The run stops after 12 of 24 epochs and continues from its weights alone: the
schedule begins again with the warmup and never reaches its drops.
"""

from datetime import datetime, timedelta
from pathlib import Path

import paddle_lrkit as lrkit

EPOCHS, BATCHES, STOPPED = 24, 500, 12

Path("yolov3.yml").write_text("""\
architecture: YOLOv3
epoch: 24
log_iter: 50
LearningRate:
  base_lr: 0.001
  schedulers:
  - !PiecewiseDecay {gamma: 0.1, milestones: [16, 22]}
  - !LinearWarmup {start_factor: 0.1, steps: 1000}
OptimizerBuilder:
  optimizer: {type: Momentum, momentum: 0.9}
TrainReader: {batch_size: 8}
""")
schedule = lrkit.load_schedule("yolov3.yml", steps_per_epoch=BATCHES)

start, lines = datetime(2024, 6, 8, 16, 58, 12), []
for epoch in range(EPOCHS):
    if epoch == STOPPED:
        lines.append(
            f"[06/09 17:38:10] ppdet.utils.checkpoint INFO: Finish resuming model weights: out/{epoch - 1}.pdparams"
        )
    for batch in range(0, BATCHES, 50):
        update = epoch * BATCHES + batch
        rate = schedule.curve(update if epoch < STOPPED else update - STOPPED * BATCHES)
        loss = 60 / (1 + update / 400) + 18
        time = start + timedelta(seconds=0.4 * update, days=int(epoch >= STOPPED))
        lines.append(
            f"[{time:%m/%d %H:%M:%S}] ppdet.engine INFO: Epoch: [{epoch}] [{batch:>3}/{BATCHES}] "
            f"learning_rate: {rate:.6f} loss_xy: {loss / 20:.6f} loss: {loss:.6f} eta: 1:20:00 "
            f"batch_cost: 0.4000 data_cost: 0.0004 ips: 20.0000 images/s"
        )
Path("train.log").write_text("\n".join(lines) + "\n")

print("wrote yolov3.yml and train.log; now run: lrkit audit train.log -c yolov3.yml")
