"""A config of the tiny detector on tiny scenes."""

from __future__ import annotations

CONFIG = """
Global: {task: detection, epochs: 3, seed: 3}
Architecture: {name: TinyRCNN}
Optimizer:
  name: Momentum
  weight_decay: 1e-4
  clip_norm: 10.0
  lr: {name: MultiStepDecay, learning_rate: 0.02, milestones: [2ep], gamma: 0.1, warmup: 2it}
Train:
  dataset: {name: DigitScenes, num_images: 12, size: 64, directory: SCENES}
  num_samples: 12
  transforms:
    - RandomResize: {target_size: [[48, 64], [64, 64]]}
    - RandomFlip
    - Normalize: {mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]}
  loader: {batch_size: 2}
Eval:
  dataset: {name: DigitScenes, split: val, num_images: 6, size: 64, directory: SCENES}
  transforms:
    - Normalize: {mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]}
  loader: {batch_size: 4}
Tracker: {visualdl: false}
"""
