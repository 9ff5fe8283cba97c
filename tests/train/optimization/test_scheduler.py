"""A plateau rule in training: it gets every evaluation, waits for the warmup and survives a resume."""

from __future__ import annotations

import math

import pytest

from paddle_lrkit.curves.plateau import Plateau
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.runtime.signals import Interrupted
from tests.train.test_resume import assert_same_run, stop_at

RULE = "{name: ReduceOnPlateau, learning_rate: 0.05, factor: 0.5, patience: 0, threshold: 0.2, metric: accuracy"


def overrides(*more: str) -> tuple[str, ...]:
    return ("Global.epochs=8", "Global.eval_every=4it", *more)


def rates(session) -> list[float]:
    return [row["rate/applied"] for row in read_log(session.run.path) if "rate/applied" in row]


def test_it_reduces_exactly_where_the_rule_says(train_tiny):
    session, _ = train_tiny("run", *overrides(f"Optimizer.lr={RULE}}}"))
    seen = [(row["update"], row["eval/accuracy"]) for row in read_log(session.run.path) if "eval/accuracy" in row]
    rule = Plateau(0.05, "max", factor=0.5, patience=0, threshold=0.2)
    after = dict(zip([update for update, _ in seen], rule.replay([value for _, value in seen]), strict=True))
    expected, rate = [], 0.05
    for update in range(88):
        rate = after.get(update, rate)
        expected.append(rate)
    assert rates(session) == pytest.approx(expected, rel=1e-6)
    assert min(expected) < 0.05, "the case must reduce at least once"


def test_it_waits_for_the_warmup(train_tiny):
    session, _ = train_tiny("run", *overrides(f"Optimizer.lr={RULE}, warmup: 10it}}"))
    assert rates(session)[:11] == pytest.approx([0.05 * update / 10 for update in range(11)], rel=1e-6)
    assert session.schedule.plateau is not None


def test_the_warmup_has_the_configured_shape(train_tiny):
    session, _ = train_tiny("run", *overrides(f"Optimizer.lr={RULE}, warmup: 10it, warmup_shape: cosine}}"))
    expected = [0.05 * (1 - math.cos(math.pi * update / 10)) / 2 for update in range(11)]
    assert rates(session)[:11] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("warmup", ["", ", warmup: 10it", ", warmup: 10it, warmup_shape: cosine"])
@pytest.mark.parametrize("cut", [3, 30, 50])
def test_resumed_equals_uninterrupted(open_tiny, train_tiny, monkeypatch, cut, warmup):
    config = overrides(f"Optimizer.lr={RULE}{warmup}}}")
    whole, _ = train_tiny("whole", *config)
    with monkeypatch.context() as patch:
        stop_at(patch, cut)
        with pytest.raises(Interrupted):
            train(open_tiny("cut", *config), quiet=True)
    resumed, _ = train_tiny("cut", *config, resume="auto")
    assert_same_run(whole, resumed)


def test_an_unknown_metric_is_an_error(open_tiny):
    session = open_tiny("run", *overrides("Optimizer.lr={name: ReduceOnPlateau, learning_rate: 0.1, metric: acuracy}"))
    with pytest.raises(ConfigError, match=r"no metric 'acuracy'; did you mean 'accuracy'"):
        train(session, quiet=True)


@pytest.mark.parametrize(("key", "value"), [("factor", "1.5"), ("patience", "-1"), ("mode", "up"), ("patiense", "3")])
def test_wrong_arguments_are_refused_with_their_key(open_tiny, key, value):
    with pytest.raises(ConfigError, match=rf"Optimizer\.lr\.{key}"):
        open_tiny("run", f"Optimizer.lr={{name: ReduceOnPlateau, learning_rate: 0.1, {key}: {value}}}")


def test_a_greedy_rule_is_resumed_like_an_uninterrupted_run(open_tiny, train_tiny, monkeypatch):
    rule = "{name: GreedyLR, learning_rate: 0.05, factor: 0.7, patience: 0, metric: loss, warmup: 3it, smooth: true}"
    config = ("Global.epochs=null", "Global.updates=12", "Global.eval_every=2it", f"Optimizer.lr={rule}")
    whole, _ = train_tiny("whole", *config)
    with monkeypatch.context() as patch:
        stop_at(patch, 7)
        with pytest.raises(Interrupted):
            train(open_tiny("cut", *config), quiet=True)
    resumed, _ = train_tiny("cut", *config, resume="auto")
    assert_same_run(whole, resumed)
    assert max(rates(whole)) > 0.051, "the case must increase at least once"
