"""PaddleNLP: the arguments of its trainers, and the configs of two programs of their own."""

from paddle_lrkit.suites.ppnlp.reader import VARIANTS, read

__all__ = ["VARIANTS", "read"]
