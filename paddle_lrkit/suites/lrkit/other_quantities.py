"""Schedules of other quantities than the rate in a config: ``Optimizer.weight_decay``."""

from __future__ import annotations

from paddle_lrkit.config.bind import Component, bind
from paddle_lrkit.config.optimizer_settings import Optimizer
from paddle_lrkit.curves import Curve, catalog
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.units import RunLength


def build_ramp(component: Component, length: RunLength) -> Curve:
    """The curve of a weight decay or a batch size that a config names.

    Raises:
        ConfigError: With file, line and key.
    """
    document, path = component.document, component.path
    try:
        factory = catalog.find_ramp(component.name).factory
    except ConfigError as error:
        raise document.located(error, path) from None
    reserved = {"length": max(length.total_updates or 0, 1)}
    return bind(factory, document, path, values=component.arguments, length=length, reserved=reserved)


def weight_decay_of(optimizer: Optimizer, length: RunLength) -> Curve | None:
    """The weight decay at each update; None for the same at all.

    Raises:
        ConfigError: With file, line and key.
    """
    component = optimizer.weight_decay
    if not isinstance(component, Component):
        return None
    if component.name != "WeightDecayRamp":
        raise component.document.error(
            tr("must be WeightDecayRamp, the schedule of a weight decay, got {!r}", component.name),
            (*component.path, "name"),
        )
    return build_ramp(component, length)
