"""A config of our own dialect that is right; tests change one thing in it."""

CONFIG = """\
Global: {epochs: 20, seed: 3}
Architecture: {name: ResNet18}
Optimizer:
  name: Momentum
  lr:
    name: CosineAnnealingDecay
    learning_rate: 1e-1
    eta_min: 0.01
    warmup: 1ep
Train:
  dataset: {name: Digits}
  num_samples: 1437
  transforms:
    - Resize: {size: 32}
  loader: {batch_size: 64}
"""
