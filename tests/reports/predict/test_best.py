from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.forecast.best_schedule import BestSchedule, ForecastGain
from paddle_lrkit.forecast.fit_law import fit_law
from paddle_lrkit.forecast.forecast import Forecast, Forecasts, ScoredLaw, forecasts_of
from paddle_lrkit.forecast.momentum import MomentumLaw
from paddle_lrkit.forecast.rate_path import RatePath
from paddle_lrkit.reports.predict import best as best_module
from paddle_lrkit.reports.predict.best import BestReport, best_config, with_best
from paddle_lrkit.reports.predict.read_runs import LoggedRun
from paddle_lrkit.suites.load import load_schedule
from tests.forecast.runs import UPDATES, constant, curve, wsd

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


@pytest.fixture(scope="module")
def fitted():
    """A run, and a law fitted to it."""
    run = curve("w", wsd(), MomentumLaw(), (2.6, 0.3, 0.15), (0.45, 300.0), every=80, noise=2e-4)
    return run, [ScoredLaw(fit_law(MomentumLaw(), [run]), 1e-3)] * 2


def reported(fitted, schedules, task=None):
    run, laws = fitted
    paths = {name: RatePath(rates) for name, rates in schedules.items()}
    found = Forecasts([run], laws, forecasts_of(laws, [run], paths), (), [run])
    return with_best(found, [LoggedRun(run, None)], UPDATES, task)


def test_the_best_is_better_than_all_that_is_known(fitted):
    found, report = reported(fitted, {"flat": constant(), "own": wsd()})
    assert found.forecasts[0].schedule == f"best: {report.best.name}"
    assert report.forecast.final_loss < min(each.final_loss for each in found.forecasts[1:])
    assert list(report.gains) == ["flat", "own"]
    assert all(gain.value > 0 for gain in report.gains.values())


def test_nothing_is_proposed_that_is_worse_than_what_is_known(fitted):
    lower = wsd(decay=0.3, floor=1e-3)
    found, report = reported(fitted, {"flat": constant(), "lower": lower})
    losses = {each.schedule: each.final_loss for each in found.forecasts}
    candidate = found.forecasts[0].schedule
    assert candidate.startswith("candidate: ")
    assert losses["lower"] < losses[candidate]
    printed = report.to_json()
    assert (printed["schedule"], printed["config"]) == ("lower", None)
    assert printed["final_loss"] == losses["lower"]
    assert {each["over"]: each["gain"] for each in printed["gains"]} == pytest.approx(
        {name: loss - losses["lower"] for name, loss in losses.items() if name != "lower"}
    )
    assert report.sentences()[0].startswith(
        "nothing better than lower was found among the candidates; the best of them is "
    )
    assert np.array_equal(report.forecast.path.rates, lower)


def test_a_schedule_of_another_length_has_no_gain_and_a_note_says_so(fitted):
    _, report = reported(fitted, {"own": wsd(), "short": wsd(UPDATES // 2)})
    assert list(report.gains) == ["own"]
    assert report.sentences()[1].startswith("no gain over short is known: it has 2,000 updates, and best: ")
    assert report.sentences()[1].endswith(" has 4,000")


def test_an_advised_schedule_with_a_loss_of_0_or_less_is_refused_aloud(fitted, monkeypatch):
    advised, losses = RatePath(wsd(decay=0.5)), best_module.final_losses
    monkeypatch.setattr(best_module, "path_of_schedule", lambda schedule: advised)
    monkeypatch.setattr(
        best_module, "final_losses", lambda laws, path: [-0.1] if path is advised else losses(laws, path)
    )
    found, report = reported(fitted, {"own": wsd()}, "text-pretrain")
    assert [each.schedule for each in found.forecasts] == [f"best: {report.best.name}", "own"]
    (refused,) = found.refused
    assert refused.schedule.startswith("advice: ")
    assert "a law forecasts a loss of 0 or less" in refused.reason


def test_the_config_has_the_schedule(best, tmp_path):
    file = tmp_path / "c.yml"
    file.write_text(best_config(best, "lrkit"))
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
