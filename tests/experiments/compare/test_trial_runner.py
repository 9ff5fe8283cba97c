"""A training whose worker is lost starts again, a few times; one that fails ends the comparison."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare.plan import Trial
from paddle_lrkit.experiments.compare.trial_folder import TrialEnd, TrialFolder
from paddle_lrkit.experiments.compare.trial_runner import TrialRunner
from tests.experiments.compare.configs import plan_of

LOST, FAILED = TrialEnd("no memory", failed=False), TrialEnd("no data", failed=True)


class ScriptedExecutor:
    """Ends each training as a script says: a TrialEnd, None for a worker that vanishes, or else with a result."""

    at_once, on_accelerator, threads, pause_s, patience_s = 2, False, 1, 0.0, 0.0

    def __init__(self, script):
        self.script, self.started = script, []

    def start(self, path):
        folder = TrialFolder(path)
        self.started.append(path.name)
        ends = self.script.get(path.name, [])
        end = ends.pop(0) if ends else "result"
        if isinstance(end, TrialEnd):
            folder.end(end)
        elif end == "result":
            folder.outcome.write_text(json.dumps({"diverged": True, "wall_s": 1.0, "test": None, "metric": None}))
            log = folder.order().run
            TrialFolder(path).path.joinpath(log).mkdir(parents=True)
            TrialFolder(path).path.joinpath(log, "log.jsonl").write_text("")
        return SimpleNamespace(poll=lambda: "the machine is gone", ask_to_stop=lambda: None, kill=lambda: None)


@pytest.fixture
def runner(base, tmp_path):
    def make(script, retries=2):
        options = SimpleNamespace(root=tmp_path / "out", device=None, retries=retries, keep_checkpoints=False)
        lines = []
        made = TrialRunner(plan_of(base), options, ScriptedExecutor(script), lines.append)
        return made, lines

    return make


TRIALS = [Trial(1.0, "tune", "Constant", 0.1, seed) for seed in range(3)]


def test_a_lost_worker_is_replaced_and_named(runner):
    made, lines = runner({"lr0.1-seed1": [None, LOST]})
    made.run(TRIALS)
    assert set(made.results) == set(TRIALS)
    assert made.executor.started.count("lr0.1-seed1") == 3
    lost = [line for line in lines if "lost" in line]
    again = "the training starts again from its last checkpoint"
    assert lost == [
        f"Constant at 0.1, seed 1: its worker was lost (the machine is gone); {again} (1 of at most 2 times)",
        f"Constant at 0.1, seed 1: its worker was lost (no memory); {again} (2 of at most 2 times)",
    ]


def test_a_training_that_is_lost_too_often_is_given_up_after_the_others(runner):
    made, lines = runner({"lr0.1-seed0": [LOST, None, LOST]})
    with pytest.raises(LrkitError) as error:
        made.run(TRIALS)
    assert set(made.results) == set(TRIALS[1:])
    assert str(error.value).startswith(
        "Constant at 0.1, seed 0 lost its worker 3 times, the last time because no memory (its output: "
    )
    assert str(error.value).endswith("the finished trainings are kept, and the same command tries these again")
    assert "Constant at 0.1, seed 0: its worker was lost (no memory); given up" in lines


def test_without_retries_the_first_loss_counts(runner):
    made, _ = runner({"lr0.1-seed0": [None]}, retries=0)
    with pytest.raises(LrkitError, match="seed 0 lost its worker once, the last time because the machine is gone"):
        made.run(TRIALS)


def test_many_losses_are_counted(runner):
    trials = [Trial(1.0, "tune", "Constant", 0.1, seed) for seed in range(5)]
    made, _ = runner({f"lr0.1-seed{seed}": [None] for seed in range(5)}, retries=0)
    with pytest.raises(LrkitError, match=r"seed 2 lost .*; and 2 more; the finished trainings are kept"):
        made.run(trials)


def test_a_training_that_fails_is_not_repeated(runner):
    made, _ = runner({"lr0.1-seed0": [FAILED]})
    with pytest.raises(LrkitError, match=r"Constant at 0\.1, seed 0 failed: no data \(its output: "):
        made.run(TRIALS)
    assert made.executor.started.count("lr0.1-seed0") == 1


def test_a_finished_training_is_read_from_its_folder(runner):
    made, _ = runner({})
    made.run(TRIALS)
    again, lines = runner({})
    again.run(TRIALS)
    assert again.results == made.results
    assert again.executor.started == lines == []
