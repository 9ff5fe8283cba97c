"""PaddleSeg: its configs."""

from paddle_lrkit.suites.ppseg.reader import VARIANTS, read

__all__ = ["VARIANTS", "read"]
