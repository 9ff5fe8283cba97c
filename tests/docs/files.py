"""The texts of the files that pages name and do not show."""

from __future__ import annotations

from tests.docs.pages import ROOT

TRAINING = """\
Global: {epochs: 4, seed: 0}
Architecture: {name: TinyNet}
Optimizer:
  name: Momentum
  lr: {name: CosineAnnealingDecay, learning_rate: 0.05, warmup: 1ep}
Train:
  dataset: {name: Digits}
  num_samples: 1437
  transforms: [{Resize: {size: 8}}, {Normalize: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}}]
  loader: {batch_size: 128}
Eval:
  dataset: {name: Digits, split: test}
  transforms: [{Resize: {size: 8}}, {Normalize: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}}]
Tracker: {visualdl: false}
"""
"""A run of 44 updates, one second."""

LONG = TRAINING.replace("epochs: 4", "updates: 2000, eval_every: 1000it, log_every: 10it").replace("128", "8")
"""The same with 2,000 updates of 8 samples."""

CONSTANT = TRAINING.replace("epochs: 4", "updates: 100, save_every: 5it").replace("CosineAnnealingDecay", "Constant")

SOFTMAX = f"""\
_BASE_: {ROOT}/benchmarks/schedules/softmax.yml
Global: {{epochs: 4, log_every: 1it}}
Tracker: {{visualdl: false}}
"""

TEN_CLASSES = TRAINING.replace("epochs: 4", "updates: 12").replace("TinyNet", "ResNetCifar, depth: 8, width: 8")

FIVE_CLASSES = """\
Global: {updates: 4, eval_every: 100ep}
Architecture: {name: ResNetCifar, depth: 8, width: 8}
Optimizer: {name: Momentum, lr: {name: LinearDecay, learning_rate: 0.01}}
Train:
  dataset: {name: ImageFolder, root: five}
  transforms: [{Resize: {size: 8}}, {Normalize: {mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5]}}]
  loader: {batch_size: 4}
Tracker: {visualdl: false}
"""

UNTRAINED = SOFTMAX + "Optimizer: {lr: {learning_rate: 1e-4}}\n"

TEXTS = f"""\
_BASE_: {ROOT}/configs/text/ernie_tiny_corpus_linear.yml
Global: {{updates: 4}}
Optimizer: {{lr: {{warmup: 1it}}}}
"""


def schedule(lr: str, updates: int = 10_000) -> str:
    """A config that is a schedule alone."""
    return f"Global: {{updates: {updates}}}\nOptimizer: {{name: AdamW, lr: {{{lr}}}}}\n"


def ranked(name: str) -> str:
    """A schedule with the peak and the warmup that the page of lrkit rank has."""
    return schedule(f"name: {name}, learning_rate: 0.1, warmup: 300it")


LOGGED = schedule("name: WSD, learning_rate: 3e-4, warmup: 200it, decay_steps: 20%, end_lr: 3e-5", 4000)
COSINE = schedule("name: CosineAnnealingDecay, learning_rate: 3e-4, warmup: 5%")
STEP = schedule("name: StepDecay, learning_rate: 3e-4, step_size: 30%, gamma: 0.1")
WSD = schedule("name: WSD, learning_rate: 3e-4, warmup: 5%, decay_steps: 20%")

PPCLS = """\
Global: {epochs: 10}
Optimizer: {name: Momentum, momentum: 0.9, lr: {name: Cosine, learning_rate: 0.1}}
DataLoader: {Train: {sampler: {batch_size: 32}}}
"""

WATCHED = """\
import paddle

cfg = {"lr": 0.01, "epochs": 10}
data = paddle.io.TensorDataset([paddle.rand([800, 4])])
loader = paddle.io.DataLoader(data, batch_size=8)
model = paddle.nn.Linear(4, 2)
accumulate = 4

schedule = paddle.optimizer.lr.CosineAnnealingDecay(cfg["lr"], T_max=cfg["epochs"] * len(loader))
optimizer = paddle.optimizer.AdamW(schedule, parameters=model.parameters())

for epoch in range(cfg["epochs"]):
    for batch, (inputs,) in enumerate(loader):
        (model(inputs).mean() / accumulate).backward()
        if (batch + 1) % accumulate == 0:
            optimizer.step()
            optimizer.clear_grad()
            schedule.step()
"""

TORCH = "import torch\n\nscheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=30)\n"

LOOP = """\
import argparse

import paddle

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=3e-4)
parser.add_argument("--epochs", type=int, default=12)
parser.add_argument("--config")
args = parser.parse_args()
loader = range(20)
model = paddle.nn.Linear(4, 2)

schedule = paddle.optimizer.lr.CosineAnnealingDecay(args.lr, T_max=args.epochs * len(loader))
optimizer = paddle.optimizer.AdamW(schedule, parameters=model.parameters())
for epoch in range(args.epochs):
    for batch in loader:
        model(paddle.rand([8, 4])).mean().backward()
        optimizer.step()
        optimizer.clear_grad()
        schedule.step()
"""

RESNET50 = """\
# 4 GPUs
Global: {epochs: 120}
Optimizer:
  name: Momentum
  momentum: 0.9
  lr: {name: Cosine, learning_rate: 0.1, warmup_epoch: 5}
DataLoader: {Train: {sampler: {batch_size: 64}}}
"""

DETECTION = """\
epoch: 300
LearningRate:
  base_lr: 0.08
  schedulers:
  - !CosineDecay {max_epochs: 300}
  - !LinearWarmup {start_factor: 0.1, steps: 300}
OptimizerBuilder: {optimizer: {type: Momentum, momentum: 0.9}}
TrainReader: {batch_size: 8}
"""
PADDLEX = """\
Global: {model: PicoDet-S, device: "gpu:0,1,2,3"}
Train: {epochs_iters: 50, batch_size: 8, learning_rate: 0.04, warmup_steps: 100}
"""
FIRST_ORDER = """\
epochs: 100
model: {name: FirstOrderModel}
lr_scheduler:
  name: MultiStepDecay
  epoch_milestones: [60000, 90000]
  lr_kp_detector: 2e-4
  lr_generator: 2e-4
  lr_discriminator: 2e-4
"""
CONFORMER = """\
n_epoch: 150
accum_grad: 8
optim_conf: {lr: 0.002}
scheduler: warmuplr
scheduler_conf: {warmup_steps: 25000, lr_decay: 1.0}
encoder_conf: {output_size: 256}
"""
SWIN = """\
DATA: {BATCH_SIZE: 256}
MODEL: {TYPE: swin, NAME: swin_base_patch4_window7_224}
TRAIN: {NUM_EPOCHS: 300, WARMUP_EPOCHS: 20, BASE_LR: 1e-3, WARMUP_START_LR: 1e-6, END_LR: 1e-5, ACCUM_ITER: 1}
"""
