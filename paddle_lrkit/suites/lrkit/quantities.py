"""The numbers of our own dialect that change with the samples in an update."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.curves import catalog
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.lrkit.reader import INSTALLED, PLATEAUS, Warmup
from paddle_lrkit.suites.quantity import Quantity, QuantityKind

_RATES = (
    *("learning_rate", "max_learning_rate", "base_learning_rate", "end_learning_rate", "swa_lr", "values"),
    *("start_lr", "end_lr", "eta_min", "min_lr"),
)
_PERIODS = ("T_0", "step_size", "step_size_up", "step_size_down", "every", "timescale")
_OWN_KINDS: dict[str, dict[str, QuantityKind]] = {
    "ExponentialDecay": {"gamma": "factor"},
    "NaturalExpDecay": {"gamma": "per update"},
    "InverseTimeDecay": {"gamma": "per update"},
    "NoamDecay": {"learning_rate": "root rate"},
    "Power": {"factor": "power rate"},
    "CyclicLR": {"exp_gamma": "factor"},
}
_INTERVALS = ("eval_every", "save_every")


def quantities(document: Document, section: tuple[str, ...]) -> Iterator[Quantity]:
    """The rates and the durations of ``Optimizer.lr``, and the intervals of evaluations and checkpoints.

    Args:
        document: The config.
        section: Path of the schedule.
    """
    given = document.get(section)
    if isinstance(given, Mapping):
        at = SectionValues(document, section)
        name, parameters = _factory(given.get("name"))
        kinds: dict[str, QuantityKind] = {**dict.fromkeys(_RATES, "rate"), **_OWN_KINDS.get(name, {})}
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
    yield from intervals(document)


def intervals(document: Document) -> Iterator[Quantity]:
    """The intervals of evaluations, which a plateau counts, and of checkpoints."""
    top = SectionValues(document, ("Global",))
    yield from (Quantity(item, "updates", "text") for key in _INTERVALS if (item := top(key)) is not None)


def _factory(name: Any) -> tuple[str, Mapping[str, inspect.Parameter]]:
    """The name of a schedule in the catalogue and the parameters of its factory."""
    if name in PLATEAUS:
        from paddle_lrkit.curves.plateau import Plateau

        return PLATEAUS[0], inspect.signature(Plateau).parameters
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
