"""How grids of rates grow, with made-up results of trainings."""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.experiments.compare.comparison import _tune
from paddle_lrkit.experiments.compare.trial_result import TrialResult
from tests.experiments.compare.configs import plan_of


class Runner:
    """Trains nothing: the loss of a rate is its distance from the best one of the arm."""

    def __init__(self, best):
        self.best, self.results, self.expected, self.notes = best, {}, 0, []

    def run(self, trials):
        for trial in trials:
            loss = abs(trial.rate - self.best[trial.arm])
            self.results[trial] = TrialResult(False, 1.0, ((20, {"loss": loss}),))

    def notify(self, line):
        self.notes.append(line)


def test_a_grid_grows_for_every_arm_that_has_it_and_for_no_other(base):
    plan = plan_of(base, ("Constant", "LinearDecay", "CosineAnnealingDecay", "config"), extensions=2)
    own, fixed = replace(plan.arms[2], rates=(1.0, 2.0, 4.0)), replace(plan.arms[3], rate=0.5)
    plan = replace(plan, arms=(*plan.arms[:2], own, fixed))
    runner = Runner({"Constant": 0.3, "LinearDecay": 2.7, "CosineAnnealingDecay": 2.0})
    tuning = _tune(plan, runner, 1.0, None)
    assert {name: tuple(sorted(tried)) for name, tried in tuning.scores.items()} == {
        "Constant": (0.1, 0.3, 0.9, 2.7, 8.1),
        "LinearDecay": (0.1, 0.3, 0.9, 2.7, 8.1),
        "CosineAnnealingDecay": (1.0, 2.0, 4.0),
    }
    assert tuning.chosen == {"Constant": 0.3, "LinearDecay": 2.7, "CosineAnnealingDecay": 2.0, "config": 0.5}
    assert runner.expected == 2 * 2
    assert runner.notes[0].endswith("at an end of its grid; also trying 2.7")
    assert not tuning.at_edge("LinearDecay")
    assert not tuning.at_edge("config")
