from __future__ import annotations

import pytest

from paddle_lrkit.curves import constant, cosine, linear, multistep
from paddle_lrkit.curves.plateau import Plateau
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.runs.resumption import resumption
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

OLD, NEW = cosine(0.1, 0.0, 90).warmup(10), cosine(0.2, 0.01, 190).warmup(10)
POLICIES = (None, "keep", "extend", "rescale")


def curved(curve, total=200):
    return Schedule(curve, "lrkit", RunLength(total))


def waiting(patience, warmup=0, rate=0.1):
    curve = linear(0.0, rate, warmup).then(constant(rate)) if warmup else constant(rate)
    rule = Plateau(rate, patience=patience, factor=0.5, metric="loss")
    return Schedule(curve, "lrkit", RunLength(200), warmup_updates=warmup, plateau=rule)


CASES = {
    "same curve": (curved(OLD), curved(OLD)),
    "another curve": (curved(OLD), curved(NEW)),
    "same rule": (waiting(0), waiting(0)),
    "another rule": (waiting(0), waiting(3)),
    "same rule after a warmup": (waiting(0, 10), waiting(0, 10)),
    "another rule after a warmup": (waiting(0, 10), waiting(3, 10)),
    "another warmup": (waiting(0, 10), waiting(0, 20)),
    "a rule instead of a curve": (curved(OLD), waiting(0)),
    "a warmed rule instead of a curve": (curved(OLD), waiting(0, 10)),
    "a curve instead of a rule": (waiting(0, 10), curved(NEW)),
    "a staircase without an end": (curved(multistep(0.1, [60], 0.1), 90), curved(multistep(0.1, [120], 0.1), 180)),
}


def outcome(function):
    """What a call gives, or the sentence that it raises."""
    try:
        return function()
    except CheckpointError as error:
        return str(error)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("update", [3, 50])
@pytest.mark.parametrize("case", CASES)
def test_it_is_what_the_scheduler_of_the_trainer_does(case, update, policy):
    pytest.importorskip("paddle", reason="compares with the scheduler")
    from paddle_lrkit.schedulers.named import build_scheduler
    from paddle_lrkit.train.optimization.scheduler import observe

    before, after = CASES[case]
    scheduler = build_scheduler(before)
    for _ in range(update):
        scheduler.step()
    for metric in (1.0, 1.0, 1.0):
        observe(scheduler, before, {"loss": metric})
    state = scheduler.state_dict()

    def by_scheduler():
        resumed = build_scheduler(after)
        resumed.set_state_dict(state, policy)
        rates = []
        for _ in range(60):
            rates.append((resumed.last_epoch, resumed()))
            resumed.step()
        return rates

    def by_preview():
        found = resumption(after, state, policy)
        return [(at, found.curve(at)) for at in range(found.update, found.update + 60)]

    assert outcome(by_preview) == outcome(by_scheduler)


@pytest.mark.parametrize(("update", "moved"), [(30, 60), (59, 118), (75, 150)])
def test_a_staircase_is_rescaled_by_the_lengths_of_the_runs(update, moved):
    """Its curve has no end; update 30 of 90 is a third of the run, as update 60 of 180 is."""
    pytest.importorskip("paddle", reason="the state is the trainer's")
    from paddle_lrkit.schedulers.named import build_scheduler

    before, after = CASES["a staircase without an end"]
    scheduler = build_scheduler(before)
    scheduler.step(update)
    found = resumption(after, scheduler.state_dict(), "rescale")
    assert found.update == moved
    assert found.curve(moved) == pytest.approx(0.1 if moved < 120 else 0.01)
