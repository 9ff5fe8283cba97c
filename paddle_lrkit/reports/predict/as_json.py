"""A forecast as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from paddle_lrkit.forecast.forecast import Forecast, Forecasts


def forecast_json(found: Forecasts, notes: Sequence[str]) -> dict[str, Any]:
    """What ``lrkit predict --json`` prints.

    Args:
        found: The forecasts.
        notes: What was assumed.
    """
    names = [one.law.name for one in found.laws]
    return {
        "laws": [{"name": one.law.name, "held_out_error": one.held_out_error} for one in found.laws],
        "forecasts": [_forecast(each, names) for each in found.forecasts],
        "refused": [{"schedule": each.schedule, "reason": each.reason, "needs": each.needs} for each in found.refused],
        "notes": list(notes),
    }


def _forecast(each: Forecast, laws: Sequence[str]) -> dict[str, Any]:
    return {
        "schedule": each.schedule,
        "final_loss": each.final_loss,
        "interval": list(each.interval),
        "updates": each.path.updates,
        "by_law": dict(zip(laws, each.by_law, strict=True)),
        "notes": list(each.notes),
        "curve": [[update, loss] for update, loss in zip(each.updates.tolist(), each.losses.tolist(), strict=True)],
    }
