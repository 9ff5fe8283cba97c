import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves.greedy import Greedy
from paddle_lrkit.curves.resume_plateau import resume_plateau
from paddle_lrkit.errors import CheckpointError, ConfigError

METRICS = st.lists(st.floats(0, 10) | st.sampled_from([0.0, 1.0, 1.5, 2.0]), max_size=60)
RULES = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["min", "max"]),
        "factor": st.sampled_from([0.5, 0.7, 0.95]),
        "patience": st.integers(0, 3),
        "threshold": st.sampled_from([0.0, 1e-6, 0.1]),
        "threshold_mode": st.sampled_from(["rel", "abs"]),
        "cooldown": st.integers(0, 2),
        "increase_cooldown": st.integers(0, 2),
        "min_lr": st.sampled_from([0.001, 0.05, 0.09]),
        "max_lr": st.sampled_from([0.1, 0.3, 10.0]),
        "smooth": st.booleans(),
        "window_size": st.integers(1, 4),
        "reset_start": st.integers(1, 3),
    }
)


def stepped(metrics, rate, mode, factor, patience, threshold, threshold_mode, cooldown, **rest):
    """The rates of the paper's rule, in one loop with plain counters."""
    first, best = rate, math.inf if mode == "min" else -math.inf
    bad = good = waiting = 0
    left, window, found = rest["reset_start"], [], []
    for metric in metrics:
        if rest["smooth"]:
            window = [*window, metric][-rest["window_size"] :]
            metric = sum(window) / len(window)
        if waiting > 0:
            waiting, bad, good = waiting - 1, 0, 0
            found.append(rate)
            continue
        sign = 1 if mode == "min" else -1
        margin = threshold * (abs(best) if threshold_mode == "rel" else 1.0)
        limit = best if math.isinf(best) else best - sign * margin
        if sign * metric < sign * limit:
            best, bad, good = metric, 0, good + 1
        else:
            bad, good = bad + 1, 0
        if good > patience:
            higher = min(rate / factor, rest["max_lr"])
            rate = higher if higher - rate > 1e-8 else rate
            waiting, good, left = rest["increase_cooldown"], 0, rest["reset_start"]
        elif bad > patience:
            lower = max(rate * factor, rest["min_lr"])
            rate = lower if rate - lower > 1e-8 else rate
            waiting, bad = cooldown, 0
            if rate <= rest["min_lr"]:
                left -= 1
            if left <= 0:
                rate, left, window, good = first, rest["reset_start"], [], 0
                best = math.inf if mode == "min" else -math.inf
        found.append(rate)
    return found


@settings(max_examples=60)
@given(metrics=METRICS, rule=RULES)
def test_it_is_the_rule_of_the_paper(metrics, rule):
    assert Greedy(0.1, **rule).replay(metrics) == pytest.approx(stepped(metrics, 0.1, **rule), rel=1e-12)


def test_it_rises_while_the_metric_improves_and_falls_when_it_does_not():
    rule = Greedy(0.1, factor=0.5, patience=1)
    assert rule.replay([5, 4, 3, 2, 1]) == [0.1, 0.2, 0.2, 0.4, 0.4]
    assert rule.replay([5, 5, 5, 5, 5, 5]) == [0.1, 0.1, 0.05, 0.05, 0.025, 0.025]


def test_at_the_lowest_rate_it_starts_again():
    rule = Greedy(0.1, factor=0.5, patience=0, min_lr=0.04, reset_start=3)
    assert rule.replay([5] * 6) == [0.2, 0.1, 0.05, 0.04, 0.04, 0.1]


@settings(max_examples=30)
@given(metrics=METRICS, rule=RULES, at=st.integers(0, 60))
def test_a_saved_state_continues_as_if_nothing_had_happened(metrics, rule, at):
    greedy = Greedy(0.1, **rule)
    state = greedy.start()
    for metric in metrics[:at]:
        state = greedy.after(state, metric)
    saved = {key: getattr(state, name) for name, key in greedy.saved_names.items()} | {"last_epoch": at}
    saved["window"] = list(saved["window"])
    assert resume_plateau(greedy, saved) == (at, state)


@given(st.lists(st.sampled_from([math.nan, math.inf, -math.inf]), max_size=30))
def test_what_is_not_finite_is_never_better(metrics):
    rule = Greedy(0.1, patience=0, factor=0.5, smooth=True, reset_start=100)
    state = rule.start()
    for metric in metrics:
        state = rule.after(state, metric)
    assert state.best is None
    assert state.rate == pytest.approx(max(0.1 * 0.5 ** len(metrics), 0.001))


def test_a_state_of_reduce_on_plateau_is_refused():
    state = {"last_epoch": 3, "last_lr": 0.1, "best": 1.0, "num_bad_epochs": 0, "cooldown_counter": 0}
    with pytest.raises(CheckpointError, match="the state is not of a GreedyLR: it has no num_good_epochs"):
        resume_plateau(Greedy(0.1), state)


def test_another_rule_has_another_fingerprint():
    assert Greedy(0.1).fingerprint != replace(Greedy(0.1), reset_start=5).fingerprint


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"learning_rate": 1e-4}, "min_lr: must be <= learning_rate, 0.0001, got 0.001"),
        ({"learning_rate": 2.0}, "max_lr: must be >= learning_rate, 2, got 1"),
        ({"learning_rate": 0.1, "max_lr": 1e-4}, "max_lr: must be >= 0.001, got 0.0001"),
        ({"learning_rate": 0.1, "factor": 1.0}, "factor: must be > 0 and < 1, got 1.0"),
        ({"learning_rate": 0.1, "reset_start": 0}, "reset_start: must be >= 1, got 0"),
        ({"learning_rate": 0.1, "increase_cooldown": -1}, "increase_cooldown: must be >= 0, got -1"),
        ({"learning_rate": 0.1, "window_size": 0}, "window_size: must be >= 1, got 0"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        Greedy(**arguments)
    assert str(caught.value) == sentence
