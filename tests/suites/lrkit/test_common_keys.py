"""The keys that every schedule takes: conventions of the warmup and of the end, restarts, and another schedule late."""

import math

import pytest

from paddle_lrkit import curves, load_schedule
from paddle_lrkit.errors import ConfigError

TOTAL, PEAK = 200, 0.1


def rates(**lr):
    config = {"Global": {"updates": TOTAL}, "Optimizer": {"name": "SGD", "lr": {"learning_rate": PEAK, **lr}}}
    schedule = load_schedule(config)
    assert schedule.total_updates == TOTAL
    return [schedule.curve(update) for update in range(TOTAL)]


def refused(**lr):
    with pytest.raises(ConfigError) as caught:
        rates(**lr)
    return str(caught.value).removeprefix("config: ")


def test_a_warmup_that_counts_from_one():
    found = rates(name="LinearDecay", warmup="20it", warmup_offset=1)
    expected = [PEAK * ((t + 1) / 20 if t < 20 else (TOTAL - t) / (TOTAL - 20)) for t in range(TOTAL)]
    assert found == pytest.approx(expected, rel=1e-12)


def test_torchtitans_conventions():
    """Update ``t`` is number ``t + 1`` in both stretches, and the decay begins one update later in turn."""
    found = rates(name="WSD", shape="linear", decay_steps="50it", warmup="20it", warmup_offset=1)
    steady = TOTAL + 1 - 50
    expected = []
    for t in range(TOTAL):
        if t < 20:
            expected.append(PEAK * (t + 1) / 20)
        else:
            expected.append(PEAK if t < steady else PEAK * (1 - (t + 1 - steady) / 50))
    assert found == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("offset", [-3, -1, 0, 1, 5])
def test_the_end_of_the_schedule(offset):
    found = rates(name="Cosine", end_offset=offset)
    end = TOTAL + offset
    expected = [PEAK * (1 + math.cos(math.pi * min(t, end) / end)) / 2 for t in range(TOTAL)]
    assert found == pytest.approx(expected, abs=1e-15)
    if offset == -1:
        assert found[-1] == 0.0


def test_restarts_of_any_schedule():
    restarts = {"every": "50it", "warmup": "10it", "anneal": "5it", "lowest": 0.1}
    found = rates(name="StepDecay", step_size="80it", warmup="20it", jagged_restarts=restarts)
    plain = rates(name="StepDecay", step_size="80it", warmup="20it")
    assert [t for t in range(TOTAL) if found[t] != plain[t]][:6] == [46, 47, 48, 49, 50, 51]
    assert [found[50] / plain[50], found[55] / plain[55], found[60] / plain[60]] == pytest.approx([0.1, 0.55, 1.0])


def test_a_cosine_cut_short_and_then_linear():
    """``CosWithWarmupAndLinearDecay`` of OLMo-core."""
    found = rates(
        name="Cosine", eta_min=0.01, warmup="10%", override={"start": "90%", "name": "LinearDecay", "end_lr": 0.001}
    )
    cosine = [0.01 + 0.09 * (1 + math.cos(math.pi * (t - 20) / 180)) / 2 for t in range(20, 181)]
    line = [0.001 + (cosine[-1] - 0.001) * (TOTAL - t) / 20 for t in range(180, TOTAL)]
    assert found[20:] == pytest.approx(cosine[:-1] + line, rel=1e-12)


def test_another_schedule_with_its_own_rate_and_warmup():
    late = {"start": "100it", "name": "Constant", "learning_rate": 0.02, "warmup": "10it", "warmup_start_lr": 0.01}
    found = rates(name="LinearDecay", override=late)
    assert found[:100] == rates(name="LinearDecay")[:100]
    assert found[100:] == pytest.approx([min(0.01 + 0.001 * t, 0.02) for t in range(100)])


def test_positions_stay_positions_of_the_run():
    found = rates(name="Constant", override={"start": "50it", "name": "MultiStepDecay", "milestones": ["120it"]})
    assert found == [PEAK] * 120 + [PEAK * 0.1] * 80


def test_an_override_of_an_override():
    last = {"start": "150it", "name": "LinearDecay"}
    found = rates(name="Constant", override={"start": "100it", "name": "Cosine", "override": last})
    half = PEAK / 2
    assert (found[99], found[100]) == (PEAK, PEAK)
    assert found[150:] == pytest.approx([half * (50 - t) / 50 for t in range(50)])


def test_the_curve_says_what_it_is_made_of():
    override = {"start": "90%", "name": "LinearDecay"}
    lr = {"name": "Constant", "learning_rate": PEAK, "override": override}
    curve = load_schedule({"Global": {"updates": TOTAL}, "Optimizer": {"name": "SGD", "lr": lr}}).curve
    assert curve == curves.constant(PEAK).until(180).then(curves.polynomial(PEAK, 0.0, 20))


@pytest.mark.parametrize(
    ("lr", "sentence"),
    [
        ({"override": {"name": "Constant"}}, "Optimizer.lr.override: the key 'start' is missing"),
        ({"override": {"start": "9it"}}, "Optimizer.lr.override: the key 'name' is missing or not text"),
        ({"override": {"start": "9it", "name": ["a"]}}, "Optimizer.lr.override: the key 'name' is missing or not text"),
        ({"override": 5}, "Optimizer.lr.override: must be a section with keys, got 5"),
        ({"override": {"start": 9, "name": "REX"}}, "Optimizer.lr.override.start: 9 has no unit; "),
        ({"override": {"start": "1000it", "name": "REX"}}, "Optimizer.lr.override.start: must be >= 0 and <= 199, got"),
        (
            {"override": {"start": "9it", "name": "REX", "override": {"start": "8it", "name": "REX"}}},
            "Optimizer.lr.override.override.start: must be >= 9 and <= 199, got 8",
        ),
        (
            {"override": {"start": "9it", "name": "Cosin"}},
            "Optimizer.lr.override.name: unknown schedule 'Cosin'",
        ),
        (
            {"override": {"start": "9it", "name": "ReduceOnPlateau"}},
            "Optimizer.lr.override.name: ReduceOnPlateau depends on a metric, so it cannot follow a schedule",
        ),
        (
            {"override": {"start": "9it", "name": "REX", "eta": 1}},
            "Optimizer.lr.override.eta: unknown key",
        ),
        ({"jagged_restarts": {"every": "9it"}}, "Optimizer.lr.jagged_restarts: the key 'warmup' is missing"),
        (
            {"jagged_restarts": {"every": "9it", "warmup": "10it"}},
            "Optimizer.lr.jagged_restarts.warmup: must be >= 0 and <= 9, got 10",
        ),
        ({"end_offset": 1.5}, "Optimizer.lr.end_offset: must be a whole number, got 1.5"),
        ({"warmup_offset": -1}, "Optimizer.lr.warmup_offset: must be >= 0, got -1"),
    ],
)
def test_mistakes(lr, sentence):
    assert refused(name="Constant", **lr).startswith(sentence)


def test_a_plateau_takes_the_warmup_keys_alone():
    assert rates(name="ReduceOnPlateau", warmup="10it", warmup_offset=1)[:10] == pytest.approx(
        [PEAK * (t + 1) / 10 for t in range(10)]
    )
    sentence = refused(name="ReduceOnPlateau", override={"start": "9it", "name": "REX"})
    assert sentence.startswith("Optimizer.lr.override: unknown key")
