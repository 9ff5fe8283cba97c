"""Readers of configs: one a suite, each turning a file into a `Schedule`; the names are imported on first use."""

from paddle_lrkit.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
