"""An arm: one schedule, whatever its peak rate."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.yaml_loader import parse_value
from paddle_lrkit.curves import catalog
from paddle_lrkit.errors import ConfigError, LrkitError, UsageError, unknown_name
from paddle_lrkit.experiments.compare.base import WARMUP_KEYS, Base
from paddle_lrkit.experiments.compare.rate_section import peak_of, schedule_of, with_peak
from paddle_lrkit.suites.lrkit.reader import INSTALLED, PLATEAUS

OWN = "config"
_EXAMPLE_UPDATES = 1000
_TO_ZERO = {"OneCycleLR": {"end_learning_rate": 0.0}}
_SUFFIXES = (".yml", ".yaml")
_RAMP = 0.5


@dataclass(frozen=True)
class Arm:
    """One schedule of a comparison.

    Args:
        name: As tables show it.
        lr: ``Optimizer.lr``, its peak being that of the base config.
        rate: The only peak rate, when the arm is a rate; None when the rate is tuned.
        shares_warmup: Whether the warmup keys are those of the base config.
    """

    name: str
    lr: Mapping[str, Any]
    rate: float | None = None
    shares_warmup: bool = False

    @property
    def folder(self) -> str:
        """The name as a directory's name."""
        return re.sub(r"[^\w.=+-]+", "_", self.name).strip("_.") or "arm"


def read_arms(specs: list[str], base: Base) -> list[Arm]:
    """The arms that a command line names; see `read_arm`.

    Raises:
        UsageError: Two arms have one name.
    """
    arms = [read_arm(spec, base) for spec in specs]
    for index, arm in enumerate(arms):
        if arm.folder in [other.folder for other in arms[:index]]:
            raise UsageError(f"--schedule {specs[index]}: there is an arm of this name already")
    return arms


def rate_arms(arm: Arm, rates: list[float]) -> list[Arm]:
    """One schedule at several rates, each an arm of its own."""
    return [Arm(f"{arm.name} {rate:g}", arm.lr, rate, arm.shares_warmup) for rate in rates]


def read_arm(spec: str, base: Base) -> Arm:
    """One arm of a command line.

    A schedule of the catalogue has the proportions of its picture there (``lrkit plot --catalogue``), stretched to the
    run. It takes the warmup of the base config unless it says its own or begins below half of its peak.

    Args:
        spec: A name of the catalogue, ``Name:key=value,key=value``, a YAML file with ``Optimizer.lr``, or ``config``
            for the schedule of the base config.
        base: The config that is trained.

    Raises:
        LrkitError: Unknown name or key, or a file without a schedule.
    """
    if spec == OWN:
        return _placed(spec, base.lr, base)
    if spec.endswith(_SUFFIXES) or os.path.isfile(spec):
        return _from_file(spec, base)
    return _from_name(spec, base)


def _from_file(path: str, base: Base) -> Arm:
    document = load_config(path)
    lr = document.get(("Optimizer", "lr"))
    if not isinstance(lr, dict):
        raise document.error("has no section Optimizer.lr, which an arm needs", ())
    return _placed(os.path.splitext(os.path.basename(path))[0], lr, base, document)


def _from_name(spec: str, base: Base) -> Arm:
    name, colon, rest = spec.partition(":")
    own = _arguments(spec, rest) if colon else {}
    lr: dict[str, Any] = {"name": name}
    if name in catalog.names():
        lr |= with_peak(base, {"name": name, **_proportions(catalog.find(name))}, base.schedule.peak_lr)
    elif name in PLATEAUS:
        lr["learning_rate"] = base.schedule.peak_lr
    elif name not in INSTALLED.names():
        raise unknown_name("schedule", name, [*catalog.names(), *PLATEAUS, *INSTALLED.names()], key="--schedule")
    document = Document({"Optimizer": {"lr": {**lr, **own}}}, {}, f"--schedule {spec}")
    return _placed(name + (f" {rest}" if own else ""), {**lr, **own}, base, document)


def _arguments(spec: str, text: str) -> dict[str, Any]:
    """``a=1,b=[2,3]`` as a mapping."""
    found: dict[str, Any] = {}
    for part in re.split(r",(?![^\[{]*[\]}])", text):
        key, equals, value = part.partition("=")
        if not equals or not key.strip():
            raise UsageError(f"--schedule {spec}: must be Name:key=value,key=value")
        try:
            found[key.strip()] = parse_value(value)
        except ConfigError as error:
            raise UsageError(f"--schedule {spec}: {error.message}") from None
    return found


def _proportions(entry: catalog.Entry) -> dict[str, Any]:
    """The keys of the catalogue's picture with its durations as per cents of the run."""
    hints = entry.factory.__annotations__
    keys = {key: value for key, value in entry.example.items() if key not in WARMUP_KEYS}
    if "learning_rate" in hints:
        keys.setdefault("learning_rate", 1.0)
    stretched = {key: _per_cent(value) if "Updates" in str(hints.get(key)) else value for key, value in keys.items()}
    return {**stretched, **_TO_ZERO.get(entry.name, {})}


def _per_cent(updates: Any) -> Any:
    if isinstance(updates, list):
        return [_per_cent(value) for value in updates]
    return f"{updates * 100 / _EXAMPLE_UPDATES:g}%"


def _placed(name: str, lr: Mapping[str, Any], base: Base, document: Document | None = None) -> Arm:
    """The arm with its warmup, checked, at the peak of the base config."""
    try:
        shares = not set(WARMUP_KEYS) & set(lr) and not _has_a_ramp(lr, base)
        whole = {**lr, **base.warmup} if shares else dict(lr)
        return Arm(name, with_peak(base, whole, base.schedule.peak_lr), None, shares and bool(base.warmup))
    except ConfigError as error:
        if document is None or error.file != base.document.file:
            raise
        raise _at(document, error) from None


def _at(document: Document, error: ConfigError) -> LrkitError:
    """The error with the place in the arm's own document."""
    key = error.key or "Optimizer.lr"
    mark = document.mark(tuple(key.split(".")))
    return ConfigError(error.message, key=key, file=mark.file, line=mark.line)


def _has_a_ramp(lr: Mapping[str, Any], base: Base) -> bool:
    """Whether the schedule without any warmup begins below half of its peak."""
    schedule = schedule_of(base, lr)
    return schedule.curve(0) < _RAMP * peak_of(schedule)
