"""PaddleOCR: its configs and its schedule classes."""

from paddle_lrkit.suites.ppocr.reader import read

__all__ = ["read"]
