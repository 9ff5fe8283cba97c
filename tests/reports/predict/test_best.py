from __future__ import annotations

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.forecast.best_schedule import BestSchedule
from paddle_lrkit.forecast.rate_path import RatePath
from paddle_lrkit.reports.predict.best import best_config
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
