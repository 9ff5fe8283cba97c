from __future__ import annotations

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.forecast.best_schedule import BestSchedule, ForecastGain
from paddle_lrkit.forecast.forecast import Forecast
from paddle_lrkit.forecast.rate_path import RatePath
from paddle_lrkit.reports.predict.best import BestReport, best_config
from paddle_lrkit.suites.load import load_schedule

DATA = {
    "Global": {"updates": 1000},
    "Optimizer": {
        "name": "Momentum",
        "lr": {"name": "WSD", "learning_rate": 0.1, "decay_steps": "20%", "end_lr": 0.0, "shape": "1-sqrt"},
    },
}


@pytest.fixture
def best():
    schedule = load_schedule(DATA)
    return BestSchedule("WSD, 20% 1-sqrt", DATA, schedule, RatePath(schedule.curve.values(range(1000))))


def test_the_config_has_the_schedule(best, tmp_path):
    file = tmp_path / "c.yml"
    file.write_text(best_config(best, "auto"))
    assert "placeholder" in file.read_text()
    assert load_schedule(str(file)).curve(900) == best.schedule.curve(900)


def test_a_suite_without_such_a_schedule_says_so(best):
    with pytest.raises(UsageError, match="ppdet cannot express"):
        best_config(best, "ppdet", 100)


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        (ForecastGain(0.02, (0.01, 0.03)), "gain over line: 0.0200 (0.0100 to 0.0300)"),
        (ForecastGain(0.02, (-0.01, 0.05)), "; the interval contains 0, so that it is not sure to be better"),
        (ForecastGain(-0.02, (-0.05, 0.01)), "; line is forecast to be as good or better"),
    ],
)
def test_a_gain_is_said_as_sure_as_it_is(best, gain, said):
    forecast = Forecast("best", best.path, best.path.rates, best.path.rates, 1.0, (0.9, 1.1), (1.0,))
    (sentence,) = BestReport(best, forecast, {"line": gain}, ()).sentences()
    assert sentence.endswith(said)
