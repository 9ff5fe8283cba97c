"""Each kind of fault is named with its numbers, from rates that a formula of its own gives."""

from __future__ import annotations

import math

import pytest

from tests.runs.audit.written_log import COSINE, EPOCH, PEAK, STEPS, UPDATES, WARMUP, audited, cosine, steps

RESUME = ("resume", 500, 500)


def told(result):
    """Verdict, certainty and whether it is a fault."""
    return result.verdict, result.certainty, result.fault


def test_never_changed():
    assert told(audited(lambda update: 0.1)) == ("never-changed", "high", True)


def test_froze():
    result = audited(lambda update: cosine(min(update, 555)))
    assert told(result) == ("froze", "high", True)
    low, high = result.parameters["at_interval"]
    assert low <= 555 <= high <= low + 1


@pytest.mark.parametrize("by", [1, -1])
def test_off_by_one(by):
    result = audited(lambda update: cosine(max(update + by, 0)))
    assert told(result) == ("off-by-one", "high", True)
    assert result.parameters["by"] == by


@pytest.mark.parametrize("factor", [0.125, 0.5, 3.0, 8.0])
def test_other_peak(factor):
    result = audited(lambda update: factor * cosine(update))
    assert told(result) == ("other-peak", "high", True)
    assert result.parameters["factor"] == factor
    low, high = result.parameters["factor_interval"]
    assert low <= factor <= high <= low * (1 + 1e-4)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (-500, "its state was not restored"),
        (500, "counted twice"),
        (-490, "the number of epochs was restored"),
        (-123, "123 updates behind"),
    ],
)
def test_resumed_wrong_update(by, words):
    shown = audited(lambda update: cosine(min(update + (by if update >= 500 else 0), UPDATES)), events=[RESUME])
    assert (shown.verdict, shown.fault) == ("resumed-wrong-update", True)
    assert (shown.parameters["resumed_at"], shown.parameters["by"]) == (500, by)
    assert words in shown.summary
    assert shown.first_update == 500


def test_restarted_where_the_log_has_no_resume():
    result = audited(lambda update: cosine(update if update < 483 else update - 483))
    assert result.verdict == "restarted"
    assert result.parameters["at"] == 483


def test_a_shift_without_a_resume_in_the_log_is_less_certain():
    result = audited(lambda update: cosine(update if update < 400 else update - 77))
    assert told(result) == ("resumed-wrong-update", "medium", True)
    assert result.parameters["by"] == -77


def test_stepped_per_epoch():
    result = audited(lambda update: cosine(update // EPOCH))
    assert told(result)[0] == "stepped-per-epoch"
    assert result.fault


@pytest.mark.parametrize("times", [2, 5])
def test_advanced_n_times(times):
    result = audited(lambda update: cosine(min(times * update, UPDATES)))
    assert result.verdict == "advanced-n-times"
    assert result.parameters["factor"] == times


def test_advanced_on_accumulation():
    result = audited(lambda update: cosine(min(4 * update, UPDATES)), accumulate=4)
    assert result.verdict == "advanced-on-accumulation"


def test_stepped_per_update():
    result = audited(lambda update: cosine(min(EPOCH * update, UPDATES)), interval=1)
    assert result.verdict == "stepped-per-update"
    assert result.parameters["factor"] == EPOCH


@pytest.mark.parametrize(("sign", "verdict", "fault"), [(1, "advanced-on-skips", True), (-1, "behind-by-skips", False)])
def test_skipped_updates_that_the_log_tells(sign, verdict, fault):
    skipped = (205, 391, 392, 640)

    def skips(update):
        return sum(at <= update for at in skipped)

    result = audited(lambda update: cosine(update + sign * skips(update)), skips=skips, decimals=9)
    assert (result.verdict, result.fault) == (verdict, fault)
    assert result.parameters["skipped_updates"] == 4


def test_skipped_updates_that_the_log_does_not_tell():
    skipped = (205, 391, 392, 640)
    result = audited(lambda update: cosine(update - sum(at <= update for at in skipped)), decimals=9)
    assert told(result) == ("behind-by-skips", "medium", True)


@pytest.mark.parametrize("factor", [0.75, 1.25, 2.0])
def test_stretched(factor):
    end = WARMUP + (UPDATES - WARMUP) * factor
    result = audited(lambda update: cosine(min(update, end), end))
    assert result.verdict == "stretched"
    assert result.parameters["factor"] == pytest.approx(factor, rel=1e-3)


def test_warmup_missing():
    result = audited(lambda update: PEAK if update < WARMUP else cosine(update))
    assert told(result) == ("warmup-missing", "high", True)


def test_warmup_length():
    seen = 250
    result = audited(lambda update: PEAK * update / seen if update < seen else cosine(update))
    assert result.verdict == "warmup-length"
    low, high = result.parameters["seen_warmup_interval"]
    assert low <= seen <= high <= low + 1


@pytest.mark.parametrize("by", [88, 100, -60])
def test_milestones_shifted(by):
    result = audited(lambda update: steps(update, (400 + by, 700 + by)), STEPS)
    assert result.verdict == "milestones-shifted"
    low, high = result.parameters["by_interval"]
    assert low <= by <= high <= low + 10


def test_other_floor():
    result = audited(lambda update: cosine(update, floor=0.005))
    assert told(result)[0] == "other-floor"
    assert result.parameters["seen_floor"] == pytest.approx(0.005, abs=1e-6)


def test_a_jump_and_its_return():
    result = audited(lambda update: cosine(update) * (0.2 if 305 <= update < 645 else 1))
    assert told(result) == ("jump", "high", True)
    assert result.parameters["factor"] == 0.2
    low, high = result.parameters["at_interval"]
    assert low <= 305 <= high <= low + 10
    assert 640 < result.parameters["returns_at"] <= 650


def test_zero_early():
    result = audited(lambda update: cosine(update) if update < 400 else 0.0)
    assert result.verdict == "zero-early"
    assert result.parameters == {"zero_from": 400, "rows_before_agree": True}


def test_another_schedule_is_named_by_its_shape():
    result = audited(lambda update: PEAK * 0.3 ** (update / UPDATES))
    assert (result.verdict, result.certainty) == ("other-schedule", "medium")
    assert result.parameters["seen"] == "exponential"


def test_rates_without_any_story_are_low_certainty():
    result = audited(lambda update: PEAK * (0.5 + 0.4 * math.sin(update * update)))
    assert told(result) == ("other-schedule", "low", True)
    assert result.rows_that_differ > 90


def test_a_plan_by_epoch_that_is_followed_is_no_fault():
    plan = COSINE
    result = audited(lambda update: plan(update), plan, stepped="epoch")
    assert told(result) == ("agrees", "high", False)
