"""ReduceOnPlateau: the rate falls when a metric stops improving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle.optimizer import lr

from paddle_lrkit.curves.plateau import Plateau
from paddle_lrkit.curves.resume_plateau import resume_plateau
from paddle_lrkit.errors import ConfigError, check_integer, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.schedulers.from_state import FromState


class ReduceOnPlateau(lr.ReduceOnPlateau):
    """The rate times ``factor`` when a metric was not better for more than ``patience`` times.

    ``step(metric)`` counts as Paddle's does. ``step()`` advances one update without a metric, and ``observe(metric)``
    takes a metric without advancing, for loops that step at every update and evaluate less often.

    Args:
        learning_rate: Rate at the start, >= 0.
        mode: ``min`` when a smaller metric is better, else ``max``.
        factor: Factor of a reduction, > 0 and < 1.
        patience: Metrics that may be no better, >= 0.
        threshold: How much better a metric has to be, >= 0.
        threshold_mode: ``rel`` (of the absolute value of the best metric) or ``abs``.
        cooldown: Metrics ignored after a reduction, >= 0.
        min_lr: Lowest rate, >= 0.
        epsilon: A reduction by no more than this is left out, >= 0.
        verbose: Whether a line is printed at each reduction.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> scheduler = ReduceOnPlateau(0.1, factor=0.5, patience=1)
        >>> for loss in (1.0, 0.9, 0.9, 0.9):
        ...     scheduler.step(loss)
        >>> scheduler()
        0.05

    Reference: ``paddle.optimizer.lr.ReduceOnPlateau``; equal for finite metrics >= 0. A NaN is never the best here,
    and a negative metric has to improve like any other.
    """

    last_epoch: int
    last_lr = FromState[float]("rate")
    best = FromState["float | None"]("best")
    num_bad_epochs = FromState[int]("bad")
    cooldown_counter = FromState[int]("cooldown")

    def __init__(
        self,
        learning_rate: float,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float = 0,
        epsilon: float = 1e-8,
        verbose: bool = False,
    ) -> None:
        words = [word.lower() if isinstance(word, str) else word for word in (mode, threshold_mode)]
        self.rule = Plateau(learning_rate, words[0], factor, patience, threshold, words[1], cooldown, min_lr, epsilon)
        self._state = self.rule.start()
        rate = float(learning_rate)
        super().__init__(rate, words[0], factor, patience, threshold, words[1], cooldown, min_lr, epsilon, verbose)

    def step(self, metrics: Any = None, epoch: int | None = None) -> None:
        """Goes to the next position, or to ``epoch``, and takes a metric if one is given."""
        self.last_epoch = self.last_epoch + 1 if epoch is None else check_integer("epoch", epoch, at_least=0)
        if metrics is not None:
            self.observe(metrics)

    def observe(self, metrics: Any) -> None:
        """Takes a metric: a number, or a Tensor or array of one element."""
        before = self._state
        self._state = self.rule.after(before, metrics if type(metrics) is float else metric_of(metrics))
        if self.verbose and self._state.rate != before.rate:
            print(tr("Epoch {}: {} set learning rate to {}.", self.last_epoch, type(self).__name__, self._state.rate))

    def __call__(self) -> float:
        """The rate now."""
        return self._state.rate

    def get_lr(self) -> float:
        """The rate now; reading it changes nothing."""
        return self._state.rate

    def state_dict(self) -> dict[str, Any]:
        """The whole state under Paddle's keys, and the settings with their fingerprint."""
        state = {key: getattr(self, key) for key in self.rule.saved_names.values()}
        own = {"curve": repr(self.rule), "fingerprint": self.rule.fingerprint}
        return {"last_epoch": self.last_epoch, **state, **own}

    def set_state_dict(self, state_dict: Mapping[str, Any], policy: str | None = None) -> None:
        """Continues from a state of this class or of Paddle's.

        Args:
            state_dict: ``state_dict()`` of such a scheduler.
            policy: ``keep`` or ``extend`` to continue from the saved rate and counters with other settings.

        Raises:
            CheckpointError: The state belongs to another schedule, or is incomplete.
        """
        self.last_epoch, self._state = resume_plateau(self.rule, state_dict, policy)

    set_dict = set_state_dict

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.rule}, last_epoch={self.last_epoch}, last_lr={self.last_lr})"


def metric_of(value: Any) -> float:
    """A metric as a float, which may be NaN; a ConfigError unless it is a number or has one element."""
    if isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    try:
        number = value.item() if hasattr(value, "item") else value
        return float(number if not isinstance(number, (bool, str)) else None)  # type: ignore[arg-type]
    except (TypeError, ValueError, RuntimeError):
        message = tr("must be a number, or a Tensor or array of one element, got {}", shown(value))
        raise ConfigError(message, key="metrics") from None
