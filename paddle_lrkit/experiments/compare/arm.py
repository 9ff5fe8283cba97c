"""An arm of a comparison: one schedule, of one optimizer, whose peak rate is tuned or fixed."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.yaml_loader import parse_value
from paddle_lrkit.curves import catalog
from paddle_lrkit.errors import ConfigError, LrkitError, UsageError
from paddle_lrkit.experiments.compare.base_config import BaseConfig
from paddle_lrkit.experiments.compare.scaling import schedule_of, with_peak
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.lrkit.common_keys import WARMUP_KEYS
from paddle_lrkit.suites.lrkit.reader import INSTALLED, PLATEAUS, unknown_schedule

OWN = "config"
_EXAMPLE_UPDATES = 1000
_TO_ZERO = {"OneCycleLR": {"end_learning_rate": 0.0}}
_SUFFIXES = (".yml", ".yaml")
_LOW_START = 0.5
"""A schedule that begins below this share of its peak needs no warmup."""


@dataclass(frozen=True)
class Arm:
    """One way to train, which a comparison measures.

    Args:
        name: Name in tables.
        lr: ``Optimizer.lr``, with the peak rate of the base config.
        rate: The fixed peak rate; None if it is tuned.
        shares_warmup: Whether the arm has the warmup of the base config.
        optimizer: The rest of ``Optimizer``; empty for that of the base config.
        rates: The peak rates that it tries first; empty for those of the comparison.
        center: The peak rate that was written for it; None if none was.
    """

    name: str
    lr: Mapping[str, Any]
    rate: float | None = None
    shares_warmup: bool = False
    optimizer: Mapping[str, Any] = field(default_factory=dict)
    rates: tuple[float, ...] = ()
    center: float | None = None

    @property
    def folder(self) -> str:
        """The name as a directory name."""
        return re.sub(r"[^\w.=+-]+", "_", self.name).strip("_.") or "arm"


def check_names(arms: Sequence[Arm]) -> None:
    """Raises a UsageError if two arms have the same name."""
    for index, arm in enumerate(arms):
        if arm.folder in [other.folder for other in arms[:index]]:
            raise UsageError(tr("{}: another arm has this name", arm.name))


def rate_arms(arm: Arm, rates: list[float]) -> list[Arm]:
    """Makes one arm for each rate of a schedule."""
    return [replace(arm, name=f"{arm.name} {rate:g}", rate=rate) for rate in rates]


def read_arm(spec: str, base: BaseConfig, option: str = "--schedule") -> Arm:
    """Reads one arm of a command line.

    A schedule of the catalogue keeps the proportions of its picture (``lrkit plot --catalogue``), stretched to the run.
    It gets the warmup of the base config unless it has its own or begins below half of its peak.

    Args:
        spec: A name of the catalogue, ``Name:key=value,key=value``, a YAML file with ``Optimizer.lr``, or ``config``
            for the schedule of the base config.
        base: The config to train.
        option: The option of the command line, for messages.

    Raises:
        LrkitError: Unknown name or key, or a file without a schedule.
    """
    if spec == OWN:
        return _completed(spec, base.lr, base)
    if spec.endswith(_SUFFIXES) or os.path.isfile(spec):
        return _from_file(spec, base)
    return _from_name(spec, base, option)


def _from_file(path: str, base: BaseConfig) -> Arm:
    document = load_config(path, files=base.files)
    lr = document.get(("Optimizer", "lr"))
    if not isinstance(lr, dict):
        raise document.error(tr("the section Optimizer.lr is missing; an arm needs it"), ())
    return _completed(os.path.splitext(os.path.basename(path))[0], lr, base, document, written=True)


def _from_name(spec: str, base: BaseConfig, option: str) -> Arm:
    name, colon, rest = spec.partition(":")
    own = parse_arguments(f"{option} {spec}", rest) if colon else {}
    lr: dict[str, Any] = {"name": name}
    if name in catalog.names():
        lr |= with_peak(base, {"name": name, **_proportions(catalog.find(name))}, base.schedule.peak_lr)
    elif name in PLATEAUS:
        lr["learning_rate"] = base.schedule.peak_lr
    elif name not in INSTALLED.names():
        raise unknown_schedule(name, key=option)
    document = Document({"Optimizer": {"lr": {**lr, **own}}}, {}, f"{option} {spec}")
    label = name + (f" {rest}" if own else "")
    return _completed(label, {**lr, **own}, base, document, written="learning_rate" in own)


def parse_arguments(where: str, text: str) -> dict[str, Any]:
    """Parses ``a=1,b=[2,3]``."""
    found: dict[str, Any] = {}
    for part in parts(text):
        key, equals, value = part.partition("=")
        if not equals or not key.strip():
            raise UsageError(tr("{}: must be Name:key=value,key=value", where))
        try:
            found[key.strip()] = parse_value(value)
        except ConfigError as error:
            raise UsageError(tr("{}: {}", where, error.message)) from None
    return found


def parts(text: str) -> list[str]:
    """What stands between the commas outside of brackets.

    Example:
        >>> parts("MultiStepDecay:milestones=[50%,75%],gamma=0.2")
        ['MultiStepDecay:milestones=[50%,75%]', 'gamma=0.2']
    """
    return re.split(r",(?![^\[{]*[\]}])", text)


def _proportions(entry: catalog.Entry) -> dict[str, Any]:
    """The arguments of the catalogue's example, with durations as percentages of the run."""
    hints = entry.factory.__annotations__
    keys = {key: value for key, value in entry.example.items() if key not in WARMUP_KEYS}
    if "learning_rate" in hints:
        keys.setdefault("learning_rate", 1.0)
    durations = {key: _percentage(value) if "Updates" in str(hints.get(key)) else value for key, value in keys.items()}
    return {**durations, **_TO_ZERO.get(entry.name, {})}


def _percentage(updates: Any) -> Any:
    if isinstance(updates, list):
        return [_percentage(value) for value in updates]
    return f"{updates * 100 / _EXAMPLE_UPDATES:g}%"


def _completed(
    name: str, lr: Mapping[str, Any], base: BaseConfig, document: Document | None = None, written: bool = False
) -> Arm:
    """Adds the warmup and scales the schedule to the peak of the base config."""
    try:
        shares = not set(WARMUP_KEYS) & set(lr) and not _starts_low(lr, base)
        whole = {**lr, **base.warmup} if shares else dict(lr)
        center = schedule_of(base, whole).peak_lr if written else None
        scaled = with_peak(base, whole, base.schedule.peak_lr)
        return Arm(name, scaled, shares_warmup=shares and bool(base.warmup), center=center)
    except ConfigError as error:
        if document is None or error.file != base.document.file:
            raise
        raise _relocated(document, error) from None


def _relocated(document: Document, error: ConfigError) -> LrkitError:
    """The error, located in the arm's own document."""
    key = error.key or "Optimizer.lr"
    mark = document.mark(tuple(key.split(".")))
    return ConfigError(error.message, key=key, file=mark.file, line=mark.line)


def _starts_low(lr: Mapping[str, Any], base: BaseConfig) -> bool:
    """Whether the schedule without a warmup begins at a low rate."""
    schedule = schedule_of(base, lr)
    return schedule.curve(0) < _LOW_START * schedule.peak_lr
