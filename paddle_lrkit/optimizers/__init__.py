"""Optimizers that Paddle does not have, for any training loop; each is a `paddle.optimizer.Optimizer`."""

from paddle_lrkit.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
