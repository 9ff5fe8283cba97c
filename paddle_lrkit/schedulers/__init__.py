"""Schedulers for Paddle optimizers: `CurveLR` for any curve, and drop-in replacements of Paddle's own classes."""

from paddle_lrkit.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
