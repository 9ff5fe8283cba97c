"""Where each update of a run with a changing batch size stands, against a walk over the data."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from paddle_lrkit.batch_plan import BatchPlan, BatchStage
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.units import RunLength, parse_duration

UPDATES = 60
SIZES = st.tuples(st.integers(1, 6), st.integers(1, 3))


def walked(plan: BatchPlan, updates: int) -> list[tuple[int, int, int, list[tuple[int, int, int]]]]:
    """Epoch, samples and batches before each update, and the places of its batches, one batch after the other."""
    share = -(-int(plan.num_samples or 0) // plan.world)
    rows, epoch, offset, samples, batches = [], 0, 0, 0, 0

    def fits(stage: BatchStage, start: int) -> bool:
        least = stage.batch_size if plan.drop_last else 1
        return all(share - start - number * stage.batch_size >= least for number in range(stage.accumulate))

    for update in range(updates):
        stage = [stage for stage in plan.stages if stage.first <= update][-1]
        if not fits(stage, offset):
            epoch, offset = epoch + 1, 0
        row = (epoch, samples * plan.world, batches)
        places = []
        for _ in range(stage.accumulate):
            places.append((epoch, offset, stage.batch_size))
            samples += min(stage.batch_size, share - offset)
            offset += stage.batch_size
            batches += 1
        if not fits(stage, offset):
            epoch, offset = epoch + 1, 0
        rows.append((*row, places))
    return rows


@st.composite
def plans(draw: st.DrawFn) -> BatchPlan:
    firsts = draw(st.lists(st.integers(1, 40), max_size=4, unique=True))
    stages = tuple(BatchStage(first, *draw(SIZES)) for first in (0, *sorted(firsts)))
    try:
        return BatchPlan(stages, draw(st.integers(1, 40)), draw(st.integers(1, 3)), draw(st.booleans()))
    except ConfigError:
        assume(False)
        raise


@given(plan=plans())
def test_it_agrees_with_a_walk_over_the_data(plan: BatchPlan) -> None:
    rows = walked(plan, UPDATES)
    first_updates: dict[int, int] = {}
    for update, (epoch, samples, batches, places) in enumerate(rows):
        assert (plan.samples(update), plan.batches(update)) == (samples, batches)
        assert [tuple(plan.place(batches + number)) for number in range(len(places))] == places
        assert {plan.update_of(batches + number) for number in range(len(places))} == {update}
        first_updates.setdefault(epoch, update)
    assert {epoch: plan.first_update(epoch) for epoch in first_updates} == first_updates
    for (epoch, first), (_, after) in pairwise(first_updates.items()):
        for update in range(first, after):
            assert plan.epoch(update) == pytest.approx(epoch + (update - first) / (after - first))
    for samples in range(0, rows[-1][1], 3):
        assert plan.updates_within(samples) == max(at for at, row in enumerate(rows) if row[1] <= samples)


@given(plan=plans(), unit=st.sampled_from(["ep", "sa"]), value=st.integers(4, 40))
def test_a_duration_ends_where_it_says(plan: BatchPlan, unit: str, value: int) -> None:
    """The intervals of evaluations are the durations themselves, each counted from the start of the run."""
    assume(plan.varies)
    length = RunLength(UPDATES, plan=plan)
    every = parse_duration(f"{value / 8 if unit == 'ep' else value}{unit}")
    ends = {every._replace(value=every.value * times).updates(length) for times in range(UPDATES * 14)}
    expected = {end for end in ends if end < UPDATES}
    assert {update for update in range(UPDATES) if every.ends_at(update, length)} == expected


def test_lengths_through_a_ramp() -> None:
    plan = BatchPlan((BatchStage(0, 10), BatchStage(3, 20), BatchStage(5, 40)), 100)
    length = RunLength(None, plan=plan, tokens_per_sample=8)
    assert [plan.samples(update) for update in range(8)] == [0, 10, 20, 30, 50, 70, 110, 150]
    assert [parse_duration(text).updates(length) for text in ("1ep", "2ep", "1.5ep", "70sa", "89sa", "90sa")] == [
        *(5, 7, 6),
        *(5, 5, 6),
    ]
    assert parse_duration("560tok").updates(length) == 5
    assert parse_duration("7it").updates(length) == 7


def test_an_epoch_without_an_update_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"from update 3 on an epoch has no update: 100 samples on 2 processes are"):
        BatchPlan((BatchStage(0, 10), BatchStage(3, 60)), 100, world=2)
    with pytest.raises(ConfigError, match="needs the number of updates in an epoch"):
        parse_duration("1ep").updates(RunLength(9, plan=BatchPlan((BatchStage(0, 1), BatchStage(3, 2)))))


def test_a_question_about_a_late_update_costs_as_much_as_about_an_early_one() -> None:
    stages = tuple(BatchStage(100 * number, number % 7 + 1) for number in range(1000))
    plan = BatchPlan(stages, 1_000_003)
    late = 10**15
    assert plan.updates_within(plan.samples(late)) == late
    assert plan.update_of(plan.batches(late)) == late
