"""Learning-rate curves: pure functions from update to rate, on plain floats and the standard library alone.

A family of curves is one private file, imported on first use: most programs need a few, and importing all of them
takes longer than reading a config.
"""

from paddle_lrkit.lazy import exports

__getattr__, __dir__, __all__ = exports(__name__, __file__)
