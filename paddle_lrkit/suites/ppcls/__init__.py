"""PaddleClas: its configs and its schedule classes."""

from paddle_lrkit.suites.ppcls.reader import optimizers, read

__all__ = ["optimizers", "read"]
