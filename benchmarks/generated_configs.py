"""Configs of several suites, made from a seed, as long and as much on shared bases as people's."""

from __future__ import annotations

import random
from collections.abc import Iterator

FAULTY = 0.1
"""The share of the configs with a fault."""
_AUGMENTATIONS = (
    *("RandomDistort", "RandomFlip", "RandomCrop", "RandomResize"),
    *("Normalize", "Permute", "PadBatch", "Mixup"),
)

_BASE = """\
_BASE_: [
  '_base_/data_{data}.yml',
  '_base_/runtime.yml',
  '_base_/optimizer_{optimizer}.yml',
  '_base_/reader_{reader}.yml',
  '_base_/model_{model}.yml',
]
weights: output/model_final

LearningRate:
  base_lr: {rate}
  schedulers:
  - !PiecewiseDecay
    gamma: 0.1
    milestones: [8, {faulty:48:11}]
  - !LinearWarmup
    start_factor: 0.001
    steps: 1000

# what differs from the base
{parts}"""

_CLASSIFICATION = """\
# global configs
Global:
  epochs: 120
  output_dir: ./output/
  image_shape: [3, 224, 224]

Arch:
  name: Net{model}
  class_num: 1000

Optimizer:
  name: Momentum
  momentum: 0.9
  lr:
    name: Cosine
    learning_rate: {rate}
    warmup_epoch: {faulty:500:5}
  regularizer:
    name: L2
    coeff: 0.00007

# data loader for train and eval
DataLoader:
  Train:
    dataset:
      name: ImageNetDataset
      transform_ops:
{augmentations}    sampler:
      batch_size: 64
      drop_last: False
{parts}"""

_SEGMENTATION = """\
batch_size: 4
iters: 80000

train_dataset:
  type: Cityscapes
  transforms:
{augmentations}  mode: train

optimizer:
  type: sgd
  momentum: 0.9

lr_scheduler:
  type: PolynomialDecay
  learning_rate: {rate}
  end_lr: {faulty:0.9:0}
  power: 0.9

loss:
  types:
  - type: CrossEntropyLoss
  coef: [1]

model:
  type: Net
  depth: {model}
{parts}"""

_CHARACTERS = """\
Global:
  epoch_num: 500
  log_smooth_window: 20
  save_model_dir: ./output/rec

Optimizer:
  name: Adam
  beta1: 0.9
  beta2: 0.999
  lr:
    name: Cosine
    learning_rate: {faulty:'1e-3':0.001}
    warmup_epoch: 5

Architecture:
  model_type: rec
  algorithm: CRNN
Loss:
  name: CTCLoss

Train:
  dataset:
    name: SimpleDataSet
    transforms:
{augmentations}  loader:
    shuffle: True
    batch_size_per_card: 256
    drop_last: True
{parts}"""

_LANGUAGE = """\
model_name_or_path: net{model}
dataset_name_or_path: ./data
output_dir: ./checkpoints
per_device_train_batch_size: 4
gradient_accumulation_steps: 4
max_steps: 3000
learning_rate: 3.0e-05
lr_scheduler_type: cosine
warmup_steps: {faulty:90000:100}
logging_steps: 1
fp16: true
{parts}"""

_OWN = """\
Global:
  updates: 1000
  seed: {model}
Architecture:
  name: ResNet
  depth: 18
Optimizer:
  name: Momentum
  lr:
    name: CosineAnnealingDecay
    learning_rate: {rate}
    T_max: {faulty:90000:900}
Train:
  batch_size: 64
  transforms:
{augmentations}"""

_PART = """\
Part{number}:
  # part {number} of the model
  in_channels: [{channels}, 512, 1024]
  depth: {number}
  norm: {{type: bn, decay: 0.5}}
  name: layer_{channels}
"""

_OPTIMIZER = """\
epoch: {epochs}

LearningRate:
  base_lr: 0.01
  schedulers:
  - !PiecewiseDecay
    gamma: 0.1
    milestones: [{first}, {second}]
  - !LinearWarmup
    start_factor: 0.1
    steps: 500

OptimizerBuilder:
  optimizer:
    momentum: 0.9
    type: Momentum
  regularizer:
    factor: 0.0001
    type: L2
"""

_FUNCTION = """

def work_{number}(value, scale={number}):
    total = math.sqrt(value) * scale
    for index in range(10):
        total += index / (value + 1)
    return {{"total": total, "scale": scale}}
"""

KINDS = (_BASE, _CLASSIFICATION, _BASE, _SEGMENTATION, _BASE, _CHARACTERS, _BASE, _LANGUAGE, _OWN)


def bases(chance: random.Random) -> dict[str, str]:
    """The bases of the detection configs: name -> text."""
    found = {"runtime.yml": "use_gpu: true\nlog_iter: 20\nsave_dir: output\nsnapshot_epoch: 1\n"}
    for number in range(3):
        sets = (f"{part}Dataset:\n  name: COCODataSet\n  image_dir: {part}{number}\n" for part in ("Train", "Eval"))
        found[f"data_{number}.yml"] = f"metric: COCO\nnum_classes: {80 - number}\n{''.join(sets)}"
        epochs = 12 * (number + 1)
        marks = {"first": epochs * 2 // 3, "second": epochs * 11 // 12}
        found[f"optimizer_{number}.yml"] = _OPTIMIZER.format(epochs=epochs, **marks)
    for number in range(4):
        found[f"reader_{number}.yml"] = "worker_num: 4\n" + "".join(
            f"{part}Reader:\n  sample_transforms:\n{_augmentations(chance, 7)}  batch_size: 2\n"
            for part in ("Train", "Eval", "Test")
        )
    for number in range(6):
        found[f"model_{number}.yml"] = f"architecture: Net{number}\n{_parts(chance, 10)}"
    return found


def configs(chance: random.Random, count: int) -> Iterator[tuple[str, str]]:
    """So many configs, each with its folder."""
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        text = kind.format(
            faulty=_Either(chance.random() < FAULTY),
            rate=f"0.0{chance.randrange(1, 9)}",
            augmentations=_augmentations(chance, chance.randrange(4, 12)),
            parts="" if kind is _OWN else _parts(chance, chance.randrange(2, 16)),
            **{name: chance.randrange(most) for name, most in _CHOICES.items()},
        )
        yield "detection" if kind is _BASE else "others", text


def script(chance: random.Random, lines: int) -> str:
    """A Python module with about so many lines."""
    functions = (_FUNCTION.format(number=chance.randrange(10**6)) for _ in range(max(lines // 7, 1)))
    return '"""A module."""\n\nimport math\n' + "".join(functions)


_CHOICES = {"data": 3, "optimizer": 3, "reader": 4, "model": 6}


class _Either:
    """``{faulty:this:that}`` is ``this`` in a config with a fault."""

    def __init__(self, faulty: bool) -> None:
        self.faulty = faulty

    def __format__(self, words: str) -> str:
        return words.split(":")[0 if self.faulty else 1]


def _augmentations(chance: random.Random, count: int) -> str:
    names = (chance.choice(_AUGMENTATIONS) for _ in range(count))
    return "".join(f"      - {name}: {{prob: {chance.random():.2f}, size: [512, 512]}}\n" for name in names)


def _parts(chance: random.Random, count: int) -> str:
    return "".join(_PART.format(number=number, channels=chance.randrange(1024)) for number in range(count))
