"""What ``lrkit convert`` prints and writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.convert import Translation
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, format_rate, format_share, join_names

_MOST = 12
_NAMES = {
    "optimizer": Message("optimizer"),
    "momentum": Message("momentum"),
    "l2": Message("L2 penalty"),
    "weight_decay": Message("weight decay"),
    "clip_norm": Message("limit of the gradient norm"),
    "clip_norm_each": Message("limit of the gradient norm of a tensor"),
    "batch_size": Message("batch size"),
    "use_nesterov": "Nesterov",
}


def config_text(data: dict[str, Any], file: str | None) -> str:
    """The translated config as JSON if the file ends in ``.json``, else as YAML."""
    if file and file.lower().endswith(".json"):
        return json.dumps(data, indent=2, default=lambda value: {"__tag__": value.name, **(value.value or {})}) + "\n"
    from paddle_lrkit.config.dump import dump_yaml

    return dump_yaml(data)


def report(schedule: Schedule, translation: Translation, file: str | None) -> dict[str, Any]:
    """What ``--json`` prints."""
    largest, carried = translation.largest, translation.carried
    return {
        "from": schedule.suite,
        "to": translation.suite,
        "schedule": translation.name,
        "total_updates": schedule.total_updates,
        "steps_per_epoch": schedule.steps_per_epoch,
        "peak_lr": schedule.peak_lr,
        "largest_difference": largest.value if largest else None,
        "relative_difference": largest.relative if largest else None,
        "update": largest.update if largest else None,
        "missing": list(translation.missing),
        "taken_over": carried.values if carried else {},
        "optimizer_stands_in": carried.stand_in if carried else False,
        "rate_learned_by": translation.learned_by,
        "left_behind": list(carried.left_behind) if carried else [],
        "assumed": list(translation.assumed),
        "output": file if translation.data is not None else None,
    }


def sentences(report: dict[str, Any]) -> str:
    """The report as text."""
    missing, known = report["missing"], report["largest_difference"] is not None
    lines = [tr("{} cannot express {}", report["to"], reason) for reason in missing]
    if known and missing:
        lines.append(tr("its nearest schedule, {}: largest difference {}", report["schedule"], _difference(report)))
    elif known:
        same = tr(
            "{} of {}: the same rates at all {:,} updates", report["schedule"], report["to"], report["total_updates"]
        )
        lines.append(tr("{}, largest difference {}", same, _difference(report)))
    lines += [tr("assumed: {}", sentence) for sentence in report["assumed"]]
    lines += _beside(report)
    if missing:
        lines.append(tr("nothing was written"))
    elif report["output"]:
        lines.append(tr("wrote {}", report["output"]))
    return "\n".join(lines)


def _difference(report: dict[str, Any]) -> str:
    """``0.0094 at update 1,200 (epoch 3.2), 16% of the peak rate 0.06``; ``0`` alone for none."""
    value, update, steps = report["largest_difference"], report["update"], report["steps_per_epoch"]
    if not value:
        return "0"
    at = format_count(update)
    place = tr("update {} (epoch {})", at, format_count(update / steps)) if steps else tr("update {}", at)
    share = tr("{} of the peak rate {}", format_share(report["relative_difference"]), format_rate(report["peak_lr"]))
    rounding = tr("from rounding") if not report["missing"] else share
    return tr("{} at {}, {}", format_rate(value, 2), place, rounding)


def _beside(report: dict[str, Any]) -> Iterator[str]:
    """What became of the keys that are not the schedule."""
    if report["taken_over"]:
        values = (f"{_NAMES.get(name, name)} {_shown(value)}" for name, value in report["taken_over"].items())
        yield tr("taken over: {}", tr(", ").join(values))
    if report["optimizer_stands_in"]:
        yield (
            tr(
                "optimizer: Momentum with momentum 0.9, because the config names none that {} has; {}",
                report["to"],
                _rates_to_write(report),
            )
        )
    if report["left_behind"]:
        yield tr("left behind: {}", join_names(report["left_behind"], most=_MOST))


def _rates_to_write(report: dict[str, Any]) -> str:
    """What to do about the rates of another optimizer."""
    learner = report["rate_learned_by"]
    if not learner:
        return tr("the rates are those of the config, so tune them for it")
    peak = format_rate(report["peak_lr"])
    return tr(
        "{} learns its rate, and {} is a factor of that; in its place write a peak rate for Momentum, such "
        "as that of lrkit advise --optimizer Momentum or of lrkit find",
        learner,
        peak,
    )


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else format_rate(value) if isinstance(value, float) else str(value).lower()
