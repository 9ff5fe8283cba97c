"""PaddleDetection's own schedules without their table.

PaddleDetection writes warmup and decay into one ``paddle.optimizer.lr.PiecewiseDecay`` with a boundary an update, which
is searched from the start at each update. `paddle_lrkit.suites.ppdet.classes` has the same rates in closed form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from paddle_lrkit.curves import Curve
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.plugins.attach import expect
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.suites.ppdet import classes

_RECORDS: dict[str, Any] = {name: found.build for name, found in classes.CLASSES.items()}


def closed_form(module: Any, schedulers: Sequence[Any], base_lr: Any, steps_per_epoch: int) -> CurveLR | None:
    """The scheduler of PaddleDetection's own entries; None where PaddleDetection makes no table or fails.

    Args:
        module: ``ppdet.optimizer.optimizer``.
        schedulers: The decay, then the warmup.
        base_lr: ``LearningRate.base_lr``.
        steps_per_epoch: Updates in an epoch.
    """
    records = [record_of(module, entry) for entry in schedulers[:2]]
    decay = records[0] if records else None
    if not isinstance(decay, (classes.CosineDecayRecord, classes.PiecewiseDecayRecord)):
        return None
    warmup = records[1] if decay.use_warmup and len(records) == 2 else None
    if decay.use_warmup and not isinstance(warmup, (classes.LinearWarmupRecord, classes.ExpWarmupRecord)):
        return None
    if warmup is None and not getattr(decay, "last_plateau_epochs", 0):
        return None
    try:
        curve: Curve = decay.curve(base_lr, warmup, steps_per_epoch)
        return CurveLR(curve)
    except ConfigError:
        return None


def record_of(module: Any, entry: Any) -> Any:
    """The record of an entry of ``schedulers``, or None when its class is not PaddleDetection's own."""
    name = type(entry).__name__
    if name not in _RECORDS or type(entry) is not getattr(module, name, None):
        return None
    record = _RECORDS[name]
    return record(**{field.name: getattr(entry, field.name) for field in fields(record)})


def compare(module: Any) -> None:
    """Raises a TypeError when a class takes other arguments, or gives another rate than its closed form."""
    for name, record in _RECORDS.items():
        known, found = {field.name for field in fields(record)}, set(vars(getattr(module, name)()))
        expect(known == found, tr("{} has the attributes {}", name, tr(", ").join(sorted(known))), sorted(found))
    for decay, warmup in _examples(module):
        rate = module.LearningRate(0.1, [decay, warmup])
        table, ours = rate(5), closed_form(module, rate.schedulers, 0.1, 5)
        if ours is None:
            raise TypeError(tr("{} with {} has no closed form", type(decay).__name__, type(warmup).__name__))
        for update in range(40):
            expect(
                _close(table(), ours()), tr("{} has the rate {} at {}", type(decay).__name__, ours(), update), table()
            )
            table.step()
            ours.step()


def _examples(module: Any) -> list[tuple[Any, Any]]:
    cosine, stairs = module.CosineDecay, module.PiecewiseDecay
    return [
        (cosine(max_epochs=6), module.LinearWarmup(steps=7, start_factor=0.1)),
        (cosine(max_epochs=6, min_lr_ratio=0.2, last_plateau_epochs=2), module.ExpWarmup(epochs=1)),
        (cosine(max_epochs=6, use_warmup=False, last_plateau_epochs=2), module.LinearWarmup()),
        (stairs(gamma=[0.3, 0.1], milestones=[2, 4]), module.LinearWarmup(steps=3)),
        (stairs(gamma=0.1, milestones=[1, 5]), module.ExpWarmup(steps=8)),
    ]


def _close(left: float, right: float) -> bool:
    return abs(left - right) <= 1e-12 * 0.1
