"""The numbers of our own dialect that change with the samples in an update."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.curves import catalog
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.lrkit.common_keys import Warmup
from paddle_lrkit.suites.lrkit.reader import INSTALLED, PLATEAUS, metric_rule
from paddle_lrkit.suites.quantity import Quantity, QuantityKind

RATES = (
    *("learning_rate", "max_learning_rate", "base_learning_rate", "end_learning_rate", "swa_lr", "values"),
    *("start_lr", "end_lr", "constant_lr", "eta_min", "min_lr", "max_lr"),
)
"""Keys that hold a rate; all other numbers of a schedule are lengths or factors."""
_PERIODS = ("T_0", "step_size", "step_size_up", "step_size_down", "every", "timescale", "period_lengths")
_OF_RESTARTS = ("every", "warmup", "anneal")
_OWN_KINDS: dict[str, dict[str, QuantityKind]] = {
    "ExponentialDecay": {"gamma": "factor"},
    "NaturalExpDecay": {"gamma": "per update"},
    "InverseTimeDecay": {"gamma": "per update"},
    "NoamDecay": {"learning_rate": "root rate"},
    "Power": {"factor": "power rate"},
    "CyclicLR": {"exp_gamma": "factor"},
}
_INTERVALS = ("eval_every", "save_every")
BATCH_PATH, ACCUMULATE_PATH = ("Train", "loader", "batch_size"), ("Global", "accumulate_steps")


def quantities(document: Document, section: Path) -> Iterator[Quantity]:
    """The rates and the durations of ``Optimizer.lr``, and the intervals of evaluations and checkpoints.

    Args:
        document: The config.
        section: Path of the schedule.
    """
    yield from _schedule(document, section)
    yield from _groups(document)
    steps = SectionValues(document, ("Optimizer", "weight_decay"))("steps")
    if steps is not None:
        yield Quantity(steps, "updates", "text")
    yield from intervals(document)
    yield from batch_schedule(document)


def batch_schedule(document: Document) -> Iterator[Quantity]:
    """The sizes and boundaries of a batch size, or of an accumulation, that changes; samples of a ramp stay."""
    for path in (BATCH_PATH, ACCUMULATE_PATH):
        if not isinstance(document.get(path), Mapping):
            continue
        at = SectionValues(document, path)
        if path == BATCH_PATH:
            sizes = (at(key) for key in ("start", "end", "increment", "values"))
            yield from (Quantity(item, "batch") for item in sizes if item is not None)
        boundaries = at("boundaries")
        if boundaries is not None:
            yield Quantity(boundaries, "updates", "text")


def _schedule(document: Document, section: Path) -> Iterator[Quantity]:
    """The numbers of a schedule, of its restarts and of the schedule that follows it."""
    given = document.get(section)
    if not isinstance(given, Mapping):
        return
    at = SectionValues(document, section)
    name, parameters = _factory(given.get("name"))
    kinds: dict[str, QuantityKind] = {**dict.fromkeys(RATES, "rate"), **_OWN_KINDS.get(name, {})}
    for key, parameter in {**parameters, **inspect.signature(Warmup).parameters}.items():
        is_length = "Updates" in str(parameter.annotation)
        item = at(key) or _default(parameter, at, is_length)
        if item is None or not (is_length or key in kinds or key == "warmup_start_lr"):
            continue
        if is_length:
            repeated = key in _PERIODS or (key == "decay_steps" and given.get("cycle"))
            yield Quantity(item, "period" if repeated else "updates", "text")
        else:
            yield _rate_or_decay(item, kinds.get(key, "rate"), at, parameters)
    for keys in (*(("jagged_restarts", key) for key in _OF_RESTARTS), ("override", "start")):
        if isinstance(given.get(keys[0]), Mapping) and (item := at(*keys)) is not None:
            yield Quantity(item, "period" if keys[-1] in _PERIODS else "updates", "text")
    yield from _schedule(document, (*section, "override"))


def _groups(document: Document) -> Iterator[Quantity]:
    """The schedules and freeze windows of ``Optimizer.groups``."""
    given = document.get(("Optimizer", "groups"))
    for index in range(len(given) if isinstance(given, list) else 0):
        path: Path = ("Optimizer", "groups", index)
        yield from _schedule(document, (*path, "lr"))
        window = SectionValues(document, path)("freeze")
        if window is not None:
            yield Quantity(window, "updates", "text")


def intervals(document: Document) -> Iterator[Quantity]:
    """The intervals of evaluations, which a plateau counts, and of checkpoints."""
    top = SectionValues(document, ("Global",))
    yield from (Quantity(item, "updates", "text") for key in _INTERVALS if (item := top(key)) is not None)


def _factory(name: Any) -> tuple[str, Mapping[str, inspect.Parameter]]:
    """The name of a schedule in the catalogue and the parameters of its factory."""
    if isinstance(name, str) and name in PLATEAUS:
        return PLATEAUS[name], inspect.signature(metric_rule(name)).parameters
    try:
        if isinstance(name, str) and name in catalog.names():
            entry = catalog.find(name)
            return entry.name, inspect.signature(entry.factory).parameters
        return str(name), inspect.signature(INSTALLED.find(str(name))).parameters
    except ConfigError:
        return str(name), {}


def _default(parameter: inspect.Parameter, at: SectionValues, is_length: bool) -> ConfigValue | None:
    """A default that must be written down to be changed; None for none and for 0."""
    value = parameter.default
    if value is parameter.empty or not isinstance(value, (int, float)) or isinstance(value, bool) or value == 0:
        return None
    return at.default(f"{value}it" if is_length else value, parameter.name)


def _rate_or_decay(
    item: ConfigValue, kind: QuantityKind, at: SectionValues, parameters: Mapping[str, inspect.Parameter]
) -> Quantity:
    if kind in ("factor", "per update"):
        return Quantity(item, kind, "text", interval=at("interval"))
    if kind == "power rate":
        exponent = at("exponent")
        number = exponent.number if exponent else parameters["exponent"].default
        return Quantity(item, kind, exponent=number or 0.0)
    return Quantity(item, kind)
