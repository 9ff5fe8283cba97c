"""Learning-rate schedules for PaddlePaddle: choose, see, check, train with and prove them.

What needs Paddle is imported on first use; ``import paddle_lrkit`` alone never loads it.
"""

from paddle_lrkit.lazy import exports
from paddle_lrkit.notebook import draw_with

__version__ = "0.2.0"

__getattr__, __dir__, _names = exports(__name__, __file__)
__all__ = ["__version__", *_names]


@draw_with
def _notebook_svg(thing: object) -> str | None:
    """The picture of an object in a notebook; the charts are imported when the first one is drawn."""
    from paddle_lrkit.plot.notebook import notebook_svg

    return notebook_svg(thing)
