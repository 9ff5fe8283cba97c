"""PaddleDetection: its configs and its schedule classes."""

from paddle_lrkit.suites.ppdet.reader import read

__all__ = ["read"]
