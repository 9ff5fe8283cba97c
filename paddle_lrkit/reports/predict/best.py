"""``lrkit predict --best``: the schedule that the law likes best, beside the runs' own and the advice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from paddle_lrkit.advise import Case, advise
from paddle_lrkit.advise.dialects import task_of
from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.errors import UsageError
from paddle_lrkit.forecast.best_schedule import BestSchedule, ForecastGain, best_schedule, gain_over
from paddle_lrkit.forecast.forecast import (
    Forecast,
    Forecasts,
    RefusedForecast,
    final_losses,
    forecasts_of,
    negative_loss,
)
from paddle_lrkit.forecast.identifiable import only_constant, unidentified
from paddle_lrkit.forecast.rate_path import RatePath
from paddle_lrkit.messages import tr
from paddle_lrkit.reports.predict.names import shown_name
from paddle_lrkit.reports.predict.read_runs import LoggedRun
from paddle_lrkit.reports.predict.read_schedules import path_of_schedule
from paddle_lrkit.suites.convert import translate
from paddle_lrkit.text import plural


@dataclass(frozen=True)
class BestReport:
    """The schedule that the law likes best.

    Args:
        best: The schedule; None where a known one is as good.
        forecast: Its forecast, or that of the known one.
        gains: Name of another schedule -> the gain over it.
        notes: What to know, in sentences without a full stop.
    """

    best: BestSchedule | None
    forecast: Forecast
    gains: Mapping[str, ForecastGain]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """What ``--json`` adds."""
        return {
            "schedule": self.forecast.schedule if self.best is None else self.best.name,
            "final_loss": self.forecast.final_loss,
            "interval": list(self.forecast.interval),
            "config": None if self.best is None else self.best.data,
            "gains": [
                {"over": name, "gain": gain.value, "interval": list(gain.interval)} for name, gain in self.gains.items()
            ],
        }

    def sentences(self) -> list[str]:
        """The notes, and the gains in words."""
        return [*self.notes, *(_gain(name, gain) for name, gain in self.gains.items())]


def with_best(
    found: Forecasts, runs: Sequence[LoggedRun], updates: int, task: str | None
) -> tuple[Forecasts, BestReport | None]:
    """Forecasts with those of the best schedule and of the advice in front, and the report.

    Args:
        found: The forecasts; the best schedule is compared with those that are as long.
        runs: The runs.
        updates: Length of the schedule.
        task: Task of the guide; None for that of the suite of the runs.
    """
    if not found.fitted:
        return found, None
    if unidentified(found.fitted) == only_constant():
        return _without_best(found, only_constant()), None
    best = best_schedule(found.laws, found.fitted, updates)
    if best is None:
        return _without_best(found, negative_loss()), None
    known = _nothing_better(found, best)
    advised, notes = _advice(runs, updates, best.path.peak, task)
    paths = {f"{'candidate' if known else 'best'}: {best.name}": best.path}
    refused = list(found.refused)
    for name, path in advised.items():
        if min(final_losses(found.laws, path)) > 0:
            paths[name] = path
        else:
            refused.append(RefusedForecast(name, *negative_loss()))
    forecasts = [*forecasts_of(found.laws, found.fitted, paths), *found.forecasts]
    proposed = known or forecasts[0]
    gains = {
        each.schedule: gain_over(found.laws, found.fitted, proposed.path, each.path)
        for each in forecasts
        if each is not proposed and each.path.updates == updates
    }
    if known:
        nothing = tr(
            "nothing better than {} was found among the candidates; the best of them is {}", known.schedule, best.name
        )
        notes = (nothing, *notes)
    notes += tuple(
        tr(
            "no gain over {} is known: it has {}, and {} has {:,}",
            each.schedule,
            plural(each.path.updates, "update"),
            shown_name(proposed.schedule),
            updates,
        )
        for each in forecasts
        if each.path.updates != updates
    )
    report = BestReport(None if known else best, proposed, gains, notes)
    return replace(found, forecasts=forecasts, refused=refused), report


def _without_best(found: Forecasts, why: tuple[str, str]) -> Forecasts:
    return replace(found, refused=[*found.refused, RefusedForecast(tr("the best schedule"), *why)])


def best_config(best: BestSchedule, suite: str, steps_per_epoch: int | None = None) -> str:
    """The schedule as YAML of a suite.

    Args:
        best: The schedule.
        suite: Name of the suite; ``lrkit`` is our own dialect.
        steps_per_epoch: Updates of an epoch, for a suite that counts epochs.

    Raises:
        UsageError: The suite cannot express it.
        ConfigError: The suite counts epochs, and the updates of one are not known.
    """
    data = best.data
    if suite != "lrkit":
        length = best.schedule.length._replace(steps_per_epoch=steps_per_epoch)
        translation = translate(replace(best.schedule, length=length), best.data, suite)
        if translation.data is None:
            raise UsageError(tr("{} cannot express {}", suite, tr("; ").join(translation.missing)))
        data = translation.data
    head = tr("Written by lrkit predict --best: {}. The optimizer is a placeholder.", best.name)
    return f"# {head}\n{dump_yaml(data)}"


def _nothing_better(found: Forecasts, best: BestSchedule) -> Forecast | None:
    """The forecast of the best known schedule of the same length, if it is as good."""
    known = [each for each in found.forecasts if each.path.updates == best.path.updates]
    least = min(known, key=lambda each: each.final_loss, default=None)
    return least if least and least.final_loss <= final_losses(found.laws, best.path)[0] else None


def _advice(
    runs: Sequence[LoggedRun], updates: int, peak: float, task: str | None
) -> tuple[dict[str, RatePath], tuple[str, ...]]:
    """The advised schedule for the same peak rate and length, or a note why there is none."""
    of_runs = (task_of(run.plan.suite) for run in runs if run.plan is not None)
    task = task or next(filter(None, of_runs), None)
    if task is None:
        return {}, (tr("give --task for the schedule that lrkit advise recommends"),)
    advice = advise(Case(task, updates=updates, lr=peak))
    if advice.fitted is None:
        return {}, (tr("lrkit advise has no schedule for {} here", task),)
    return {f"advice: {advice.fitted.name}": path_of_schedule(advice.fitted.schedule)}, ()


def _gain(name: str, gain: ForecastGain) -> str:
    name, (low, high) = shown_name(name), gain.interval
    told = tr("gain over {}: {:.4f} ({:.4f} to {:.4f})", name, gain.value, low, high)
    if gain.value <= 0:
        told += tr("; {} is forecast to be as good or better", name)
    elif low <= 0:
        told += tr("; the interval contains 0, so that it is not sure to be better")
    return told
