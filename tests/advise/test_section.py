"""Sections of our own dialect."""

import pytest

from paddle_lrkit.advise.case import Case, resolve_case
from paddle_lrkit.advise.data import rows
from paddle_lrkit.advise.guide import Decay, WarmupRule
from paddle_lrkit.advise.section import ScheduleDraft, build, floor_of, length_of, warmup_duration
from paddle_lrkit.errors import UsageError
from paddle_lrkit.units import RunLength

BY_KEY = {row.key: row for row in rows()}


@pytest.mark.parametrize(
    ("ramp", "more", "duration"),
    [
        (WarmupRule("0"), {}, "0"),
        (WarmupRule("1ep", most="5%"), {}, "1ep"),
        (WarmupRule("5ep", most="10%"), {}, "10%"),
        (WarmupRule("1000it", most="10%"), {}, "10%"),
        (WarmupRule("100it", most="10%"), {}, "100it"),
        (WarmupRule("1ep", most="50%", large="3ep"), {"batch_size": 1024}, "3ep"),
        (WarmupRule("1ep", most="50%", large="3ep"), {"batch_size": 1023}, "1ep"),
        (WarmupRule("1ep", most="5%", large="3ep", large_most="20%"), {"batch_size": 1024}, "3ep"),
        (WarmupRule("3ep", most="5%", large="3ep", large_most="20%"), {}, "5%"),
        (WarmupRule("adam", most="50%"), {"beta2": 0.95}, "40it"),
        (WarmupRule("adam", most="5%"), {}, "5%"),
    ],
)
def test_the_shorter_of_length_and_limit(ramp, more, duration):
    case = resolve_case(Case("text-pretrain", epochs=20, steps_per_epoch=100, **more))
    assert warmup_duration(ramp, case, length_of(case)) == duration


def test_a_warmup_below_one_update_is_none():
    case = resolve_case(Case("text-pretrain", updates=20))
    assert warmup_duration(WarmupRule("1%", most="1%"), case, length_of(case)) == "0"


def test_epochs_of_warmup_need_the_epoch():
    case = resolve_case(Case("ocr", updates=1000))
    assert warmup_duration(WarmupRule("5ep", most="5%"), case, length_of(case)) == "5%"


def test_a_run_in_updates_has_its_warmup_in_updates():
    """Its config does not say how long an epoch is, so lrkit check could not know either."""
    case = resolve_case(Case("ocr", updates=1000, steps_per_epoch=7))
    assert warmup_duration(WarmupRule("5ep", most="5%"), case, length_of(case)) == "35it"
    assert warmup_duration(WarmupRule("8ep", most="5%"), case, length_of(case)) == "5%"


def test_updates_of_warmup_need_the_run():
    case = resolve_case(Case("detection", epochs=12))
    with pytest.raises(UsageError, match=r"1000 updates or 10% of the run.*--dataset-size"):
        warmup_duration(WarmupRule("1000it"), case, length_of(case))


def test_lengths():
    assert length_of(resolve_case(Case("ocr", epochs=3))) == RunLength(3000, 1000, epochs=3, assumed=True)
    assert length_of(resolve_case(Case("ocr", epochs=3, steps_per_epoch=7))) == RunLength(21, 7, epochs=3)
    assert length_of(resolve_case(Case("ocr", updates=30, steps_per_epoch=7))) == RunLength(30, 7)


@pytest.mark.parametrize(
    ("length", "milestones"),
    [
        (RunLength(1200, 100, epochs=12), ["8ep", "11ep"]),
        (RunLength(2400, 100, epochs=24), ["16ep", "22ep"]),
        (RunLength(300, 100, epochs=3), ["67%", "92%"]),
        (RunLength(1200, 100), ["67%", "92%"]),
    ],
)
def test_drops_in_whole_epochs_where_there_are_enough(length, milestones):
    draft = ScheduleDraft(Decay("multistep"), "0", 0.1, 0.0)
    section = build(draft, BY_KEY["two-stage"], resolve_case(Case("detection", epochs=12)), 0.1, length)
    assert section["Optimizer"]["lr"]["milestones"] == milestones


def test_late_drops_of_a_short_run_are_moved_to_whole_epochs():
    draft = ScheduleDraft(Decay("multistep", drops=(0.89, 0.97)), "0", 0.1, 0.0)
    case = resolve_case(Case("detection", epochs=12))
    section = build(draft, BY_KEY["two-stage-scratch"], case, 0.1, RunLength(1200, 100, epochs=12))
    assert section["Optimizer"]["lr"]["milestones"] == ["10ep", "11ep"]


def test_a_floor_is_a_share_or_a_rate_but_never_near_the_peak():
    assert floor_of(BY_KEY["two-stage"], 0.02) == pytest.approx(2e-4)
    assert floor_of(BY_KEY["vit-finetune"], 1e-3) == 1e-6
    assert floor_of(BY_KEY["vit-finetune"], 1e-5) == pytest.approx(1e-7)


def test_beta2_goes_into_the_section():
    case = resolve_case(Case("text-pretrain", epochs=12, beta2=0.95))
    section = build(ScheduleDraft(Decay("linear"), "0", 0.1, 0.0), BY_KEY["pretrain"], case, 0.1, length_of(case))
    assert section["Optimizer"]["beta2"] == 0.95
