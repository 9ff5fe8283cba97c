"""The warmup of PaddleClas' classes: the keys that most of them share, and their effect on the rates.

PaddleScience has its classes from PaddleClas.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from paddle_lrkit.errors import ConfigError, argument_names
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, refused
from paddle_lrkit.suites.paddle.warmup import linear_warmup
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.values import number, whole

Build = Callable[..., SchedulerRates]
_KEYS = {"last_epoch": -1, "by_epoch": False}
_WARMUP_KEYS = {"warmup_epoch": 0, "warmup_start_lr": 0.0}


@dataclass(frozen=True, eq=False, repr=False)
class ClassRun:
    """The run of a schedule class and its warmup.

    Args:
        epochs: Epochs in the run; PaddleScience takes any number from the config.
        steps: Updates in an epoch; likewise.
        warmup_epoch: Epochs of warmup, at most those of the run.
        warmup_start_lr: Rate at the start of the warmup.
        last_epoch: The tick before the first one.
        by_epoch: Whether the scheduler ticks after each epoch instead of each update; also the warmup's unit.
    """

    epochs: Any
    steps: Any
    warmup_epoch: float
    warmup_start_lr: Any
    last_epoch: Any
    by_epoch: Any

    @property
    def total(self) -> int:
        """Updates in the run."""
        return whole("epochs", self.epochs, at_least=1) * self.steps

    @property
    def left(self) -> float:
        """Ticks after the warmup."""
        epochs = self.epochs - self.warmup_epoch
        return epochs if self.by_epoch else epochs * self.steps

    @property
    def whole_left(self) -> int:
        """`left` as Paddle's decays take it, which is without a dot."""
        if not isinstance(self.left, int):
            allowed = tr("a whole number without a dot: Paddle's decay takes no fraction")
            key = "warmup_epoch" if isinstance(self.epochs, int) and isinstance(self.steps, int) else "epochs"
            raise refused(key, getattr(self, key), allowed)
        return self.left

    def warmed(self, inner: SchedulerRates, length: float, end: Any) -> SchedulerRates:
        """``inner`` after a warmup of ``length`` ticks to the rate ``end``."""
        if inner.plateau is not None and length <= 0 and not self.by_epoch:
            message = tr("must be true: PaddleClas steps ReduceOnPlateau without a metric otherwise")
            raise ConfigError(message, key="by_epoch")
        if length <= 0:
            return replace(inner, by_epoch=bool(self.by_epoch))
        if not isinstance(length, int):
            raise refused("warmup_epoch", self.warmup_epoch, tr("a whole number with by_epoch"))
        with argument_names(start_lr="warmup_start_lr", end_lr="learning_rate", warmup_steps="warmup_epoch"):
            warmed = linear_warmup(inner, length, self.warmup_start_lr, end, self.last_epoch)
        if inner.plateau is not None:
            # PaddleClas replaces get_lr of the warmup, which then returns its first rate for ever.
            return SchedulerRates(lines.level(warmed.curve(0)))
        return replace(warmed, by_epoch=bool(self.by_epoch))


def with_warmup(
    build: Build,
    *,
    end: str | Callable[[Mapping[str, Any]], Any] = "learning_rate",
    supplies: Mapping[str, Callable[[ClassRun], Any]] | None = None,
    without: tuple[str, ...] = (),
    in_updates: bool = False,
    optional: bool = True,
    steps_key: str = "step_each_epoch",
) -> Build:
    """Adds the keys and the warmup of PaddleClas' ``LRBase`` to a class.

    The result takes the keys of ``build`` and ``epochs``, ``step_each_epoch``, ``warmup_epoch``, ``warmup_start_lr``,
    ``last_epoch`` and ``by_epoch``. ``build`` gets ``run``, a `ClassRun`, and ``last_epoch`` where it has them.

    Args:
        build: The class without its warmup.
        end: The key of the rate that the warmup ends at, or a function of the keys.
        supplies: Keys of ``build`` that are computed from the run.
        without: Further keys of ``build`` that the class does not have.
        in_updates: Whether the warmup has as many ticks as updates, also when a tick is an epoch.
        optional: Whether the warmup's keys may be left out.
        steps_key: The key of the updates in an epoch.
    """
    inner = inspect.signature(build).parameters
    computed = {"run": lambda run: run, "last_epoch": lambda run: run.last_epoch, **(supplies or {})}
    hidden = {*computed, *without}
    own = {name: parameter.default for name, parameter in inner.items() if name not in hidden}
    empty = inspect.Parameter.empty
    base = {"epochs": empty, steps_key: empty, **_WARMUP_KEYS, **_KEYS}
    if not optional:
        base.update(dict.fromkeys(_WARMUP_KEYS, empty))
    defaults = {**own, **base}

    @functools.wraps(build)
    def warmed(**given: Any) -> SchedulerRates:
        keys = {**defaults, **given}
        epochs, steps = (number(key, keys[key]) for key in ("epochs", steps_key))
        warmup = number("warmup_epoch", keys["warmup_epoch"])
        warmup = epochs if warmup >= epochs else warmup
        run = ClassRun(epochs, steps, warmup, keys["warmup_start_lr"], keys["last_epoch"], keys["by_epoch"])
        supplied = {name: compute(run) for name, compute in computed.items() if name in inner}
        rates = build(**{name: keys[name] for name in own}, **supplied)
        length = run.warmup_epoch if run.by_epoch and not in_updates else round(run.warmup_epoch * steps)
        return run.warmed(rates, length, keys[end] if isinstance(end, str) else end(keys))

    kind = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter(name, kind, default=default) for name, default in defaults.items()]
    warmed.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return warmed
