"""The loops of a program are found in its events, and nothing is lost or added."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.scripts.program import Loop
from paddle_lrkit.scripts.recorded import recorded_program
from paddle_lrkit.scripts.usage import usages
from tests.scripts.recordings import Recording, happenings

SHOWN = ("build", "give", "update", "step", "set_lr")


def seen(run):
    """What the program should say: the events without those of loaders."""
    return [(run.events[n].kind, run.events[n].line) for n in run.sequence if run.events[n].kind in SHOWN]


def read(run):
    program = recorded_program(run.record())
    (usage,) = usages(program)
    return program, usage


@settings(max_examples=100)
@given(
    st.integers(1, 6),
    st.integers(1, 12),
    st.integers(1, 4),
    st.booleans(),
    st.booleans(),
    st.integers(0, 3),
    st.booleans(),
)
def test_passes_over_a_loader(epochs, length, every, per_batch, first, evaluations, sanity):
    run = Recording()
    if sanity:
        for _ in run.batches(3, loader=1, line=20):
            pass
        next(run.batches(length, loader=2, line=21))
    made = 0
    for _ in range(epochs):
        if first and not per_batch:
            run.step()
        for number in run.batches(length):
            if (number + 1) % every == 0:
                run.update()
                made += 1
                if per_batch:
                    run.step()
        for _ in run.batches(evaluations, loader=1, line=20):
            pass
        if not first and not per_batch:
            run.step()
    program, usage = read(run)
    assert list(happenings(program.trace)) == seen(run)
    assert usage.updates == (made or None) or made == usage.updates == 0
    if length // every > 0:
        assert usage.steps == (made if per_batch else epochs)
        assert usage.batches == epochs * length
        if epochs > 1:
            assert usage.epochs == epochs


@pytest.mark.parametrize("stop", [21, 30, 35])
def test_a_loop_that_is_left_in_the_middle_of_a_pass(stop):
    run, made = Recording(), 0
    while made < stop:
        for _ in run.batches(10):
            run.update()
            run.step()
            made += 1
            if made % 7 == 0:
                for _ in run.batches(3, loader=1, line=20):
                    pass
            if made >= stop:
                break
    program, usage = read(run)
    assert list(happenings(program.trace)) == seen(run)
    assert (usage.updates, usage.steps, usage.unit) == (stop, stop, "batch")


def test_two_loaders_at_once():
    run = Recording()
    for _ in range(3):
        for _ in zip(run.batches(5), run.batches(6, loader=1), strict=False):
            run.update()
        run.step()
    program, usage = read(run)
    assert list(happenings(program.trace)) == seen(run)
    assert (usage.updates, usage.epochs, usage.unit) == (15, 3, "epoch")


def test_a_loop_without_a_hooked_loader_is_found_by_its_repetition():
    run = Recording()
    for _ in range(6):
        for _ in range(20):
            run.update()
        run.step()
    program, usage = read(run)
    assert list(happenings(program.trace)) == seen(run)
    assert (usage.updates, usage.steps, usage.epochs, usage.steps_per_epoch) == (120, 6, 6, 20)
    assert usage.unit == "epoch"


@pytest.mark.parametrize("order", ["step first", "update first"])
def test_a_step_in_each_batch_and_an_update_in_every_fourth(order):
    run = Recording()
    for number in range(160):
        if order == "step first":
            run.step()
        if number % 4 == 3:
            run.update()
        if order == "update first":
            run.step()
    program, usage = read(run)
    assert list(happenings(program.trace)) == seen(run)
    assert (usage.unit, usage.batches_per_update, usage.steps, usage.updates) == (
        "batch, the optimizer every 4 batches",
        4,
        160,
        40,
    )


def test_updates_that_a_loss_scaler_skips_do_not_count():
    run = Recording()
    for epoch in range(4):
        for number in run.batches(8):
            run.skip() if epoch == 1 and number in (2, 3) else run.update()
        run.step()
    program, usage = read(run)
    assert (usage.updates, usage.epochs, usage.batches) == (30, 4, 32)
    assert list(happenings(program.trace)) == seen(run)


def test_the_loop_over_batches_is_the_one_with_the_updates():
    run = Recording()
    for _ in range(3):
        for _ in run.batches(4):
            run.update()
        run.step()
    program, _ = read(run)
    (epochs,) = [node for node in program.trace if isinstance(node, Loop)]
    assert not epochs.batches
    assert [node.batches for node in epochs.rounds[0].pattern[0][1] if isinstance(node, Loop)] == [True]
