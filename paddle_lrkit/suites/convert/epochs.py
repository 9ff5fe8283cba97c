"""Updates in the words of the suites that count in epochs."""

from __future__ import annotations

from paddle_lrkit.suites.convert.plan import Plan


def epochs(plan: Plan) -> int:
    """Epochs of the run, the last one begun counted whole."""
    steps = plan.steps_per_epoch or 1
    return -(-plan.total // steps)


def whole_epochs(updates: float, plan: Plan) -> int | None:
    """``updates`` in epochs; None when that is no whole number."""
    steps = plan.steps_per_epoch or 1
    return int(updates) // steps if updates == int(updates) and int(updates) % steps == 0 else None


def warmup_epochs(plan: Plan) -> float:
    """The ramp in epochs, as a number that times the updates of an epoch rounds to its updates."""
    exact = whole_epochs(plan.warmup, plan)
    return exact if exact is not None else plan.warmup / (plan.steps_per_epoch or 1)


def positions(updates: list[int], plan: Plan) -> list[float]:
    """Positions in epochs, so that a suite which compares ``t < position * steps`` switches at the same update.

    A position inside an epoch is written half an update early: rounding then cannot move it.
    """
    steps = plan.steps_per_epoch or 1
    exact = [whole_epochs(update, plan) for update in updates]
    return [
        whole if whole is not None else (update - 0.5) / steps for whole, update in zip(exact, updates, strict=True)
    ]
