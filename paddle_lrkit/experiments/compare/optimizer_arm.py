"""An arm with an optimizer of its own: ``OPTIMIZER,SCHEDULE``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.optimizer_settings import Optimizer
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.errors import UsageError
from paddle_lrkit.experiments.compare.arm import OWN, Arm, parse_arguments, parts, read_arm
from paddle_lrkit.experiments.compare.base_config import BaseConfig
from paddle_lrkit.experiments.compare.usual_rates import usual_rate
from paddle_lrkit.messages import tr

_UNTUNED = "untuned"
_ARGUMENT = re.compile(rf"\s*(\w+\s*=|{_UNTUNED}\s*$)")
_SHARED = {one.name for one in fields(Optimizer)} - {"name", "lr", "arguments"}


def read_optimizer_arm(spec: str, base: BaseConfig, grid: Callable[[float], tuple[float, ...]]) -> Arm:
    """Reads one ``--arm`` of a command line.

    The optimizer keeps the keys of the config that every optimizer has, such as the weight decay and the clipping; its
    own may set others. The rates are those around the one in the schedule's arguments, or that of the config where the
    optimizer is the config's, or else the usual one of the optimizer.

    Args:
        spec: ``Name``, ``Name:key=value,key=value`` or either with ``,SCHEDULE`` as `read_arm` reads it, by default the
            schedule of the config. Among the arguments the word ``untuned`` leaves the rate as it is.
        base: The config to train.
        grid: The rates to try around one.

    Raises:
        LrkitError: Unknown name or key, or a value that is not allowed.
    """
    name, arguments, schedule = _split(spec)
    written = ",".join(one for one in arguments if one != _UNTUNED)
    tuned = _UNTUNED not in arguments
    own = parse_arguments(f"--arm {spec}", written) if written else {}
    if not name or {"lr", "name"} & set(own):
        raise UsageError(tr("--arm {}: must be OPTIMIZER,SCHEDULE, such as AdamW:beta2=0.99,LinearDecay", spec))
    section = _section(name, own, base)
    arm = read_arm(schedule, base, "--arm")
    read_settings(Document({**base.document.data, "Optimizer": {**section, "lr": arm.lr}}, {}, f"--arm {spec}"))
    as_config = section["name"] == base.document.data["Optimizer"]["name"]
    center = arm.center or (base.schedule.peak_lr if as_config else usual_rate(section, base.schedule.peak_lr))
    label = f"{name}{f' {written}' if written else ''} + {arm.name}{'' if tuned else ' (untuned)'}"
    if tuned:
        return replace(arm, name=label, optimizer=section, rates=grid(center))
    return replace(arm, name=label, optimizer=section, rate=center)


def _split(spec: str) -> tuple[str, list[str], str]:
    """The name of the optimizer, its arguments, and the schedule."""
    first, *rest = parts(spec)
    name, colon, argument = first.partition(":")
    arguments = [argument.strip()] if colon else []
    while rest and _ARGUMENT.match(rest[0]):
        arguments.append(rest.pop(0).strip())
    return name.strip(), arguments, ",".join(rest).strip() or OWN


def _section(name: str, own: dict[str, Any], base: BaseConfig) -> dict[str, Any]:
    """``Optimizer`` without ``lr``."""
    given = base.document.data["Optimizer"]
    kept = _SHARED if name != given["name"] else set(given) - {"lr"}
    return {**{key: value for key, value in given.items() if key in kept}, "name": name, **own}
