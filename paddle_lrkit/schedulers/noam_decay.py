"""NoamDecay: the schedule of the first Transformer."""

from __future__ import annotations

from paddle_lrkit.curves._inverse_sqrt import noam
from paddle_lrkit.errors import argument_names
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed


class NoamDecay(CurveLR):
    """A straight ramp, then falling with the root of the update; the peak follows from the size of the model.

    ``rate(t) = learning_rate * d_model ** -0.5 * min(t ** -0.5, t * warmup_steps ** -1.5)``, and at update 0 the rate
    of update 1

    Args:
        d_model: Width of the model, > 0.
        warmup_steps: Updates of the ramp, >= 1.
        learning_rate: Factor of the rate, >= 0.
        last_epoch: Update before the first one.
        verbose: Whether Paddle prints a line at each step.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> scheduler = NoamDecay(512, warmup_steps=4000)
        >>> scheduler.step(4000)
        >>> round(scheduler(), 9)
        0.000698771

    Reference: ``paddle.optimizer.lr.NoamDecay``; equal from update 1 on. Paddle's first rate is 0, an update
    without effect.
    """

    d_model = Fixed[int]()
    warmup_steps = Fixed[int]()

    def __init__(
        self,
        d_model: int,
        warmup_steps: int,
        learning_rate: float = 1.0,
        last_epoch: int = -1,
        verbose: bool = False,
    ) -> None:
        with argument_names(factor="learning_rate"):
            curve = noam(d_model, warmup_steps, learning_rate)
        self.d_model, self.warmup_steps, self.base_lr = d_model, warmup_steps, float(learning_rate)
        super().__init__(curve, last_epoch, verbose)
