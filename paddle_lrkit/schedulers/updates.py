"""Counts the updates of an optimizer, and notices a scheduler that steps before its rate was used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle.optimizer.lr import LRScheduler

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import tr
from paddle_lrkit.schedulers.applied_rate import applied_rate


class UpdateCounter:
    """Counts the calls of an optimizer that changed weights.

    A call that a loss scaler skipped because of infinite gradients does not count. Around each update the rate that the
    scheduler planned and the rate that the optimizer applied are kept.

    Args:
        optimizer: A Paddle optimizer; its ``step`` and ``minimize`` are wrapped until ``close()``.
        strict: Whether ``scheduler.step()`` before the optimizer's first update, or twice between two updates, raises
            an LrkitError. ``step(n)`` is a jump and always allowed.

    Attributes:
        updates: Updates since the counter was made.
        skipped: Calls that changed nothing.
        planned: Rate that the scheduler said at the last update; None before the first one.
        applied: Rate that the optimizer's kernel got at the last update; None before the first one.

    Example:
        >>> import paddle
        >>> layer = paddle.nn.Linear(1, 1)
        >>> optimizer = paddle.optimizer.SGD(0.5, parameters=layer.parameters())
        >>> with UpdateCounter(optimizer) as counter:
        ...     layer(paddle.ones([1, 1])).sum().backward()
        ...     optimizer.step()
        >>> counter.updates, counter.planned, counter.applied
        (1, 0.5, 0.5)
    """

    def __init__(self, optimizer: Any, strict: bool = False) -> None:
        self.optimizer, self.strict = optimizer, strict
        self.updates = self.skipped = 0
        self.planned: float | None = None
        self.applied: float | None = None
        self._depth = 0
        self._steps_since_update = 1
        self._closed = False
        self._wrapped: list[tuple[Any, str, Any, Any]] = []
        for name in ("step", "minimize"):
            self._wrap(optimizer, name, self._counted)
        scheduler = optimizer._learning_rate
        if strict and isinstance(scheduler, LRScheduler):
            self._wrap(scheduler, "step", self._ordered)

    def close(self) -> None:
        """Stops counting, and gives the optimizer and the scheduler their own methods back."""
        self._closed = True
        for owner, name, wrapper, before in self._wrapped:
            if owner.__dict__.get(name) is wrapper:
                del owner.__dict__[name]
                owner.__dict__.update({} if before is None else {name: before})
        self._wrapped.clear()

    def __enter__(self) -> UpdateCounter:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _wrap(self, owner: Any, name: str, around: Callable[..., Any]) -> None:
        inner, before = getattr(owner, name), owner.__dict__.get(name)

        def wrapper(*args: Any, **kwargs: Any) -> Any:
            return inner(*args, **kwargs) if self._closed else around(inner, *args, **kwargs)

        owner.__dict__[name] = wrapper
        self._wrapped.append((owner, name, wrapper, before))

    def _counted(self, inner: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        planned = float(self.optimizer.get_lr())
        self._depth += 1
        try:
            result = inner(*args, **kwargs)
        finally:
            self._depth -= 1
        if self._depth == 0:
            self._record(planned)
        return result

    def _record(self, planned: float) -> None:
        infinite = self.optimizer._get_auxiliary_var("found_inf")
        self._steps_since_update = 0
        if infinite is not None and bool(infinite):
            self.skipped += 1
            return
        self.updates += 1
        self.planned, self.applied = planned, float(applied_rate(self.optimizer).item())

    def _ordered(self, inner: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if args or kwargs:
            return inner(*args, **kwargs)
        if self._steps_since_update:
            scheduler = self.optimizer._learning_rate
            raise LrkitError(
                tr(
                    "scheduler.step() was called again before the optimizer made update {}, so the rate {:g} was never "
                    "applied; call it once, after optimizer.step()",
                    self.updates,
                    scheduler(),
                )
            )
        self._steps_since_update += 1
        return inner()
