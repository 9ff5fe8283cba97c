"""What is said about Step Law's rate, and about its absence."""

import pytest

from paddle_lrkit.advise import Case, advise
from paddle_lrkit.advise.law_statement import format_tokens, no_interval


def advised(model="536M", **more):
    return advise(Case("text-pretrain", model, **more))


def said(topic, *arguments, **more):
    return " ".join(reason.statement.text.en for reason in advised(*arguments, **more).reasons if reason.topic == topic)


def test_size_and_tokens_are_said():
    words = said("peak_lr", tokens=11_400_000_000)
    assert "N = 536M weights (the law counts them without the vocabulary), D = 11.4B tokens" in words
    assert "In 17 sweeps" in words
    assert "batch of" not in words


def test_another_batch_is_said():
    batch = {"tokens": 11_400_000_000, "sequence_length": 2048}
    small, large = (said("peak_lr", **batch, batch_size=size) for size in (32, 1024))
    assert "This batch of 65,536 tokens is smaller than the best, 321,536: times 0.329" in small
    assert "This batch of 2,097,152 tokens is larger than the best, 321,536: the best rate stays" in large
    assert "This batch" not in said("peak_lr", **batch, batch_size=157)


def test_the_users_rate_is_compared_with_the_law():
    own = {"tokens": 11_400_000_000, "lr": 3e-4, "tuned": True}
    advice = advised(**own)
    assert (advice.peak.rate, advice.peak.expected, advice.peak.small) == (3e-4, 1.31e-3, True)
    assert "Yours; the law gives 0.00131 (7.2e-4 to 0.0024)." in said("peak_lr", **own)
    untuned = advised(**{**own, "tuned": None})  # its decay is over the last 40%
    assert (untuned.row.key, untuned.peak.expected) == ("pretrain-untuned", 8.11e-4)


@pytest.mark.parametrize(
    ("model", "more", "words", "grade"),
    [
        ("109M", {}, "outside the law's sweep", "B"),
        ("2.15B", {"moe": True}, "N counts the weights of all experts", "B"),
        ("536M", {}, "In 17 sweeps", "A"),
    ],
)
def test_how_well_it_was_confirmed_is_said(model, more, words, grade):
    reason = next(one for one in advised(model, tokens=8 * 10**9, **more).reasons if one.topic == "peak_lr")
    assert words in reason.statement.text.en
    assert reason.statement.grade == grade


BATCH = {"batch_size": 512, "sequence_length": 4096}


@pytest.mark.parametrize(
    ("model", "more", "words"),
    [
        ("350M", {"updates": 50_000}, "With --tokens"),
        ("7B", {"tokens": 10**12, **BATCH}, "No sweep of peak rates reaches this size"),
        ("30B", {"tokens": 10**12, **BATCH, "moe": True}, "compared at 2.15B weights"),
        ("350M", {"epochs": 4, "samples": 10**6, **BATCH}, "reads its data more than once"),
    ],
)
def test_why_there_is_no_interval_is_said(model, more, words):
    advice = advised(model, **more)
    assert advice.peak.law is None
    assert advice.peak.rate is not None
    assert words in said("note", model, **more)


@pytest.mark.parametrize(
    ("model", "more", "gap"),
    [
        ("7B", {"tokens": 10**12, **BATCH}, "size"),
        ("LLaMA-7B", {"updates": 50_000}, "size"),
        ("30B", {"tokens": 10**10, **BATCH, "moe": True}, "size"),
        ("7B", {"updates": 50_000, "lr": 1e-4}, "size"),
        ("1B", {"tokens": 10**12, **BATCH}, "length"),
        ("350M", {"tokens": 10**10}, None),
        ("350M", {"updates": 50_000}, None),
        ("350M", {"epochs": 4, "samples": 10**6, **BATCH}, None),
        ("bert", {"updates": 50_000}, None),
    ],
)
def test_that_no_sweep_reaches_a_run_is_said_beside_the_rate(model, more, gap):
    advice = advised(model, **more)
    found = no_interval(advice.case, advice.peak)
    assert (found and found.en) == (gap and f"no interval: no sweep reaches this {gap}.")


@pytest.mark.parametrize(
    "case",
    [
        Case("text-pretrain", "350M", updates=50_000, optimizer="Momentum"),
        Case("text-pretrain", "bert", updates=50_000),
        Case("text-pretrain", updates=50_000),
        Case("text-finetune", "ernie", updates=50_000, batch_size=32),
    ],
)
def test_a_case_that_the_law_is_not_about_says_nothing_of_it(case):
    texts = " ".join(reason.statement.text.en for reason in advise(case).reasons)
    assert "sweep" not in texts


def test_an_open_length_is_told_how_to_extend():
    assert "lengthen the decay" in said("note", tokens=8 * 10**9, fixed=False)
    assert "lengthen the decay" not in said("note", tokens=8 * 10**9)


def test_a_late_decay_has_a_lower_peak():
    fixed, late = (advised(tokens=8 * 10**9, fixed=fixed) for fixed in (True, False))
    assert late.peak.rate == pytest.approx(0.555 * fixed.peak.rate, rel=5e-3)
    assert late.fitted.schedule.peak_lr == late.peak.rate
    assert "its best peak is 0.555 times that" in said("peak_lr", tokens=8 * 10**9, fixed=False)


def test_where_a_suite_has_no_late_decay_the_peak_is_that_of_its_stand_in():
    case = Case("text-pretrain", "536M", tokens=8 * 10**9, lr=1e-5, tuned=False)
    advice = advise(case, "ppnlp")
    assert (advice.row.decay.name, advice.schedule) == ("wsd", "LinearDecay")
    assert advice.peak.expected == advised(tokens=8 * 10**9).peak.rate


def test_the_constant_part_of_a_late_decay_has_its_peak():
    case = Case("text-pretrain", "536M", tokens=8 * 10**9, fixed=False)
    advice = advise(case, "ppnlp")
    assert advice.schedule == "ConstantLR"
    assert advice.peak.rate == advice.min_lr == advise(case).peak.rate


def test_a_size_beyond_the_sweeps_is_not_told_to_give_tokens():
    assert "With --tokens" not in said("note", "7B", updates=50_000)
    assert "No sweep of peak rates reaches this size" in said("note", "7B", updates=50_000)


def test_large_counts():
    assert [format_tokens(count) for count in (1.5e12, 2_150_612_992, 999)] == ["1.5T", "2.151B", "999"]
