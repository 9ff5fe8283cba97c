"""A whole run is put together from two cut runs, and equals the run that was not cut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.scripts.folded_trace import unrolled
from paddle_lrkit.scripts.rebuilt import rebuilt_record
from paddle_lrkit.scripts.rebuilt_rates import NotRebuiltError
from tests.scripts.recordings import Recording

CUTS = (12, 17)


def trains(run, epochs, length, every, per_batch, resets):
    batches = 0
    for _ in range(epochs):
        for number in run.batches(length):
            batches += 1
            if ((number + 1) if resets else batches) % every == 0:
                run.update()
                if per_batch:
                    run.step()
        if not per_batch:
            run.step()
        for _ in run.batches(30, loader=1, line=20):
            pass


def until(run, updates, length, per_pass):
    made = 0
    while made < updates:
        for _ in run.batches(length):
            if made == updates:
                break
            run.update()
            run.step()
            made += 1
        if per_pass:
            run.event("set_lr")


def rebuilt(program, *arguments, held=True):
    runs = []
    for cut in (*CUTS, None):
        run = Recording(cut=cut, held=held)
        program(run, *arguments)
        runs.append(run)
    whole = runs[2]
    return rebuilt_record(*(run.record(offline=2000) for run in runs[:2])), whole.record(), whole


def same(record, expected):
    assert list(record.optimizers[0].rates) == list(expected.optimizers[0].rates)
    assert list(record.schedules[0].rates) == list(expected.schedules[0].rates)
    kinds = [
        [found.events[n].kind for n in unrolled(found.trace) if found.events[n].kind in ("update", "step")]
        for found in (record, expected)
    ]
    assert kinds[0] == kinds[1]


@settings(max_examples=100)
@given(st.integers(1, 5), st.integers(1, 120), st.integers(1, 8), st.booleans(), st.booleans(), st.booleans())
def test_epochs(epochs, length, every, per_batch, resets, held):
    try:
        record, expected, _ = rebuilt(trains, epochs, length, every, per_batch, resets, held=held)
    except NotRebuiltError:
        assert length // every == 0 or epochs == 1
        return
    same(record, expected)


@settings(max_examples=100)
@given(st.integers(1, 200), st.integers(1, 60))
def test_a_number_of_updates(updates, length):
    record, expected, _ = rebuilt(until, updates, length, False)
    same(record, expected)


def test_an_update_in_more_batches_than_the_cut_is_not_guessed():
    with pytest.raises(NotRebuiltError, match=r"no update is made in the first 17 batches|does not repeat"):
        rebuilt(trains, 3, 100, 40, True, True)


def test_a_step_in_every_hundredth_batch_is_not_guessed():
    def program(run):
        for _ in range(3):
            for number in run.batches(500):
                run.update()
                if number % 100 == 0:
                    run.step()

    with pytest.raises(NotRebuiltError, match=r"step.. of line 11 does not repeat within the first 17 batches"):
        rebuilt(program)


def test_a_plateau_is_not_guessed():
    def program(run):
        for _ in range(3):
            for _ in run.batches(50):
                run.update()
            run.step(detail="metric")

    with pytest.raises(NotRebuiltError, match=r"the Own of line 1 depends on a metric"):
        rebuilt(program)


def test_a_schedule_that_ends_before_the_run():
    def program(run):
        for _ in run.batches(500):
            run.update()
            run.step()

    runs = [Recording(cut=cut) for cut in CUTS]
    for run in runs:
        program(run)
    with pytest.raises(NotRebuiltError, match=r"ends after 100 steps"):
        rebuilt_record(*(run.record(offline=100) for run in runs))


def test_a_loader_without_a_length():
    def program(run):
        for _ in run.batches(50):
            run.update()
        run.loaders[0] = (*run.loaders[0][:2], None)

    with pytest.raises(NotRebuiltError, match=r"the loader has no length"):
        rebuilt(program)


def test_a_rate_that_is_set_in_each_batch_is_not_guessed():
    def program(run):
        for _ in range(2):
            for _ in run.batches(50):
                run.event("set_lr")
                run.update()

    with pytest.raises(NotRebuiltError, match=r"line 12 sets the rate in the loop over batches"):
        rebuilt(program, held=False)


def test_rates_that_are_set_between_epochs():
    def program(run):
        for epoch in range(3):
            for _ in run.batches(50):
                run.update()
            run.event("set_lr")
            calls.append({"optimizer": 0, "value": 0.5**epoch, "place": ["train.py", 12], "update": 0, "error": ""})

    records = []
    for cut in CUTS:
        run, calls = Recording(cut=cut, held=False), []
        program(run)
        records.append(run.record(offline=10))
        records[-1].set_rates.extend(calls)
    assert list(rebuilt_record(*records).optimizers[0].rates) == [0.5] * 50 + [1.0] * 50 + [0.5] * 50
