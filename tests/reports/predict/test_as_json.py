from __future__ import annotations

import json

import numpy as np
import pytest

from paddle_lrkit.forecast.forecast import forecast
from paddle_lrkit.forecast.momentum import MomentumLaw
from paddle_lrkit.forecast.rate_path import RatePath
from paddle_lrkit.reports.predict.as_json import forecast_json
from paddle_lrkit.reports.predict.text import forecast_text
from tests.forecast.runs import UPDATES, WARMUP, curve, wsd

LONG = 4 * UPDATES


@pytest.fixture(scope="module")
def found():
    run = curve("w", wsd(), MomentumLaw(), (2.6, 0.3, 0.15), (0.45, 300.0), every=80, noise=2e-4)
    return forecast([run], {"same": run.path, "long": RatePath(wsd(LONG))})


def test_the_json_has_what_the_screen_says(found):
    printed = json.loads(json.dumps(forecast_json(found, ["something was assumed"])))
    same, long = printed["forecasts"]
    assert printed["notes"] == ["something was assumed"]
    assert (same["updates"], long["updates"]) == (UPDATES, LONG)
    assert same["notes"] == []
    assert "times that of the longest fitted run" in long["notes"][0]
    assert list(long["by_law"]) == [law["name"] for law in printed["laws"]]
    text = forecast_text(found, [], 200)
    for each in (same, long):
        assert each["final_loss"] == next(iter(each["by_law"].values()))
        assert all(f"{loss:#.4g}" in text for loss in each["by_law"].values())


def test_the_curve_has_at_most_200_points_and_ends_at_the_final_loss(found):
    for each in forecast_json(found, [])["forecasts"]:
        updates, losses = np.array(each["curve"]).T
        assert 100 < len(updates) <= 200
        assert updates[0] >= WARMUP
        assert (np.diff(updates) > 0).all()
        assert updates[-1] == each["updates"] - 1
        assert losses[-1] == pytest.approx(each["final_loss"], rel=1e-6)
