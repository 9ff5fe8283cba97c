"""Our own dialect: ``Global`` and ``Optimizer.lr`` of a training config -> Schedule."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from paddle_lrkit.config.bind import Component, bind
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.registry import Registry
from paddle_lrkit.config.settings import Data, Global, Optimizer, check_sections, run_lengths
from paddle_lrkit.curves import Curve, catalog, shift
from paddle_lrkit.errors import ConfigError, check_number, unknown_name
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import Lengths, Updates

_NONE = Updates(0)
INSTALLED = Registry("paddle_lrkit.schedules", {})
"""Factories from installed packages; they are built like those of the catalogue and count from the warmup's end."""


@dataclass(frozen=True)
class Warmup:
    """The warmup keys of ``Optimizer.lr``.

    Args:
        warmup: Length of the ramp.
        warmup_start_lr: Rate at update 0.
        warmup_start_factor: The same, relative to the rate at the end of the ramp.
        warmup_shape: Form of the ramp.
    """

    warmup: Updates = _NONE
    warmup_start_lr: float | None = None
    warmup_start_factor: float | None = None
    warmup_shape: str = "linear"

    def __post_init__(self) -> None:
        if self.warmup_start_lr is not None and self.warmup_start_factor is not None:
            raise ConfigError("give warmup_start_lr or warmup_start_factor, not both", key="warmup_start_factor")
        for name in ("warmup_start_lr", "warmup_start_factor"):
            if getattr(self, name) is not None:
                check_number(name, getattr(self, name), at_least=0)

    def onto(self, body: Curve) -> Curve:
        """The ramp, then ``body``."""
        start = self.warmup_start_lr or 0.0
        if self.warmup_start_factor is not None:
            start = self.warmup_start_factor * body(0)
        return body.warmup(self.warmup, start, self.warmup_shape)


_WARMUP_KEYS = frozenset(field.name for field in fields(Warmup))


def read(document: Document, *, epoch_updates: int | None = None, world_size: int = 1) -> Schedule:
    """The schedule of a training config.

    Args:
        document: The config.
        epoch_updates: Updates in an epoch; by default from ``Train.num_samples`` and ``Train.loader``.
        world_size: Number of processes.

    Raises:
        ConfigError: With file, line and key.
    """
    check_sections(document)
    run = bind(Global, document, ("Global",))
    train = bind(Data, document, ("Train",)) if "Train" in document.data else None
    try:
        lengths = run_lengths(run, train, epoch_updates=epoch_updates, world_size=world_size)
    except ConfigError as error:
        raise document.located(error, ()) from None
    component = bind(Optimizer, document, ("Optimizer",)).lr
    curve, warmup = build_curve(component, lengths)
    return Schedule(
        curve,
        "lrkit",
        lengths.total_updates or 0,
        lengths.steps_per_epoch,
        component.name,
        document.file,
        warmup,
        train.loader.batch_size if train else None,
        world_size,
    )


def build_curve(component: Component, lengths: Lengths) -> tuple[Curve, int]:
    """The curve of an ``Optimizer.lr`` section and the updates of its warmup.

    The arguments of the catalogue's schedule are bound to its signature; see `catalog` for what its update 0 is. A
    warmup as long as the run or longer is cut off by the end of the run.
    """
    document, path = component.document, component.path
    ramp = bind(Warmup, document, path, values=_part(component, warmup=True), lengths=lengths)
    total = lengths.total_updates or 0
    entry = _entry(component)
    remaining = max(total - ramp.warmup, 1) if entry.counts_from == "warmup" else total
    body = bind(
        entry.factory,
        document,
        path,
        values=_part(component, warmup=False),
        lengths=lengths,
        reserved={"length": remaining},
        also_known=_WARMUP_KEYS,
    )
    if entry.counts_from == "run" and ramp.warmup:
        body = shift(body, -ramp.warmup)
    return ramp.onto(body), ramp.warmup


def _entry(component: Component) -> catalog.Entry:
    if component.name in catalog.names():
        return catalog.find(component.name)
    if component.name in INSTALLED.names():
        return catalog.Entry(component.name, INSTALLED.find(component.name), "from an installed package")
    known = [*catalog.names(), *INSTALLED.names()]
    raise component.document.located(unknown_name("schedule", component.name, known, key="name"), component.path)


def _part(component: Component, *, warmup: bool) -> dict[str, Any]:
    return {key: value for key, value in component.arguments.items() if (key in _WARMUP_KEYS) == warmup}
