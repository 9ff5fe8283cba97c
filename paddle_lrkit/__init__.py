"""Learning-rate schedules for PaddlePaddle: choose, see, check, train with and prove them.

What needs Paddle is imported on first use; ``import paddle_lrkit`` alone never loads it.
"""

from paddle_lrkit.lazy import exports

__version__ = "0.1.0"

__getattr__, __dir__, _names = exports(__name__, __file__)
__all__ = ["__version__", *_names]
