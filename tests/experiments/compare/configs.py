"""A config that trains in a moment, with its base config and plan."""

from __future__ import annotations

from pathlib import Path

from paddle_lrkit.experiments.compare.arm import read_arm
from paddle_lrkit.experiments.compare.base_config import BaseConfig, load_base_config
from paddle_lrkit.experiments.compare.plan import ComparisonPlan

CONFIG = """\
Global: {task: classification, epochs: 4, eval_every: 1ep}
Architecture: {name: SoftmaxRegression, in_features: 64}
Optimizer:
  name: Momentum
  lr: {name: CosineAnnealingDecay, learning_rate: 0.3, eta_min: 0.003, warmup: 1ep}
Train:
  dataset: {name: Digits, split: train, channels: 1, val_fraction: 0.2, label_noise: 0.2}
  num_samples: 1150
  transforms:
    - Normalize: {mean: [0.3], std: [0.38]}
  loader: {batch_size: 230}
Eval:
  dataset: {name: Digits, split: val, channels: 1, val_fraction: 0.2}
  transforms:
    - Normalize: {mean: [0.3], std: [0.38]}
  loader: {batch_size: 287}
Test:
  dataset: {name: Digits, split: test, channels: 1}
  transforms:
    - Normalize: {mean: [0.3], std: [0.38]}
  loader: {batch_size: 360}
Tracker: {visualdl: false}
"""


def write(directory: Path, text: str = CONFIG) -> str:
    """Writes the config and returns its path."""
    file = directory / "softmax.yml"
    file.write_text(text)
    return str(file)


def base_of(directory: Path, text: str = CONFIG) -> BaseConfig:
    """The base of a comparison on the config: 20 updates, 5 an epoch."""
    return load_base_config(write(directory, text))


def plan_of(
    base: BaseConfig, specs: tuple[str, ...] = ("Constant", "LinearDecay"), **changes: object
) -> ComparisonPlan:
    """A plan with two arms, three rates, one tuning seed and two final ones."""
    options = {"rates": (0.1, 0.3, 0.9), "extensions": 1, "tune_seeds": (0,), "final_seeds": (1000, 1001)}
    return ComparisonPlan(base, tuple(read_arm(spec, base) for spec in specs), **{**options, **changes})
