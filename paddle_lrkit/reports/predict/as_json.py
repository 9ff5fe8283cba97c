"""A forecast as JSON."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.forecast.forecast import Forecasts


def forecast_json(found: Forecasts) -> dict[str, Any]:
    """What ``lrkit predict --json`` prints."""
    return {
        "laws": [{"name": one.law.name, "held_out_error": one.held_out_error} for one in found.laws],
        "forecasts": [
            {"schedule": each.schedule, "final_loss": each.final_loss, "interval": list(each.interval)}
            for each in found.forecasts
        ],
        "refused": [{"schedule": each.schedule, "reason": each.reason, "needs": each.needs} for each in found.refused],
    }
