"""``Optimizer.lr`` scaled to another peak rate and to a run of another length."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from paddle_lrkit.config.alternatives import RUN_LENGTHS
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.read_settings import read_schedule_settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.experiments.compare.base_config import BaseConfig
from paddle_lrkit.messages import tr
from paddle_lrkit.suites import Schedule
from paddle_lrkit.suites.lrkit import reader as dialect
from paddle_lrkit.suites.lrkit.quantities import RATES
from paddle_lrkit.units import Duration, LengthOptions, parse_duration

_MORE_RATES = {"Power": {"factor"}}
_TOLERANCE = 1e-6


def with_peak(base: BaseConfig, lr: Mapping[str, Any], rate: float, budget: float = 1.0) -> dict[str, Any]:
    """Scales every rate of ``Optimizer.lr`` by the same factor, so that the largest rate of the run is ``rate``.

    Args:
        base: The config that the section belongs to.
        lr: The section.
        rate: The new peak.
        budget: Length of the run, as a factor of that of the base config.

    Raises:
        ConfigError: The section is not a valid schedule, or its peak is not proportional to its rates.
    """
    lr = with_durations(lr, budget)
    peak = schedule_of(base, lr, budget).peak_lr
    if peak <= 0:
        raise base.document.error(tr("the peak of the rate is 0"), ("Optimizer", "lr"))
    scaled = _with_rates(lr, rate, peak)
    reached = schedule_of(base, scaled, budget).peak_lr
    if abs(reached - rate) > _TOLERANCE * rate:
        raise base.document.error(
            tr("the peak of {} cannot be set to {:g}: scaled rates give {:g}", lr.get("name"), rate, reached),
            ("Optimizer", "lr"),
        )
    return scaled


def with_durations(lr: Mapping[str, Any], budget: float) -> dict[str, Any]:
    """Multiplies every length in epochs, updates, samples or tokens by ``budget``; percentages stay."""
    changed: dict[str, Any] = _map_text(copy.deepcopy(dict(lr)), lambda text: _stretched(text, budget))
    return changed


def schedule_of(base: BaseConfig, lr: Mapping[str, Any], budget: float = 1.0) -> Schedule:
    """Returns the schedule of the base config with another ``Optimizer.lr``, in a run ``budget`` times as long."""
    data = copy.deepcopy(base.document.data)
    data["Optimizer"]["lr"] = dict(lr)
    set_length(data, base, budget)
    settings = read_schedule_settings(Document(data, base.document.marks, base.document.file))
    return dialect.schedule_of(settings, LengthOptions())


def set_length(data: dict[str, Any], base: BaseConfig, budget: float) -> None:
    """Makes a run ``budget`` times as long: in whole epochs if that is exact, else in updates."""
    if budget == 1:
        return
    if base.schedule.length.plan is not None:
        raise ConfigError(tr("only 1 is possible, because the batch size changes in the run"), key="--budget")
    run = data["Global"]
    exact = Fraction(run.get("epochs") or 0) * Fraction(budget).limit_denominator(10**6)
    if exact and exact.denominator == 1:
        run["epochs"] = int(exact)
        return
    for name in RUN_LENGTHS:
        run.pop(name, None)
    run["updates"] = max(round(base.schedule.total_updates * budget), 1)


def _with_rates(lr: Mapping[str, Any], rate: float, peak: float) -> dict[str, Any]:
    """The section with every key that holds a rate scaled, also in the schedule that follows late."""
    keys = {*RATES, "warmup_start_lr"} | _MORE_RATES.get(str(lr.get("name")), set())
    scaled = {key: _scaled(value, rate, peak) if key in keys else value for key, value in lr.items()}
    late = scaled.get("override")
    return {**scaled, "override": _with_rates(late, rate, peak)} if isinstance(late, Mapping) else scaled


def _scaled(value: Any, rate: float, peak: float) -> Any:
    if isinstance(value, list):
        return [_scaled(item, rate, peak) for item in value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return rate if value == peak else float(f"{value * (rate / peak):.12g}")


def _map_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {key: item if key == "name" else _map_text(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_map_text(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def _stretched(text: str, budget: float) -> str:
    try:
        duration = parse_duration(text)
    except ConfigError:
        return text
    if duration.unit == "%" or budget == 1:
        return text
    return str(Duration(duration.value * Fraction(budget).limit_denominator(10**6), duration.unit))
