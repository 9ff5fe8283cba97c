"""How a program uses a schedule: counted against its events one by one, and in the words that people use."""

import time

import pytest
from hypothesis import given, settings

from paddle_lrkit.scripts.program import Branch, LoopNumber, NotKnown, Resume, TraceEvent
from paddle_lrkit.scripts.unknown import Unknown
from paddle_lrkit.scripts.usage import usages
from tests.scripts.test_ticks import ticks_one_by_one
from tests.scripts.traces import (
    at,
    batches,
    build,
    happened,
    loop,
    optimizer,
    pattern,
    program,
    random_traces,
    schedule,
    step,
    update,
)

SET = TraceEvent("set_lr", 0, at(40), 0.5)


@settings(max_examples=30)
@given(random_traces())
def test_the_numbers_of_a_run(trace):
    used = usages(program(*trace))[0]
    if used.runs > 1:
        return
    events = list(happened(trace))
    steps = [event for event in events if event.kind == "step"]
    updates = [event for event in events if event.kind == "update" and event.subject == 0]
    assert used.updates == (len(updates) or None)
    assert used.steps == len(steps) == sum(site.calls for site in used.sites)
    assert used.builds == max(sum(event.kind == "build" for event in events), 1)
    first = next((number for number, event in enumerate(events) if event.kind == "step"), None)
    before = [event for event in events[: first or 0] if event in updates]
    assert used.first_step_at == (None if first is None else len(before))
    ticks = [tick for tick, _ in ticks_one_by_one(trace)]
    assert used.last_tick == (max(ticks) if ticks else None)


EPOCH = loop(30, batches(20, update()), step())
CASES = {
    "each epoch": (EPOCH, "epoch", {"updates": 600, "epochs": 30, "steps_per_epoch": 20, "first_step_at": 20}),
    "each batch": (loop(30, batches(20, update(), step())), "batch", {"steps": 600, "epochs": 30, "last_tick": 599}),
    "once an epoch with numbers": (
        loop(30, step(detail=LoopNumber(0, (1,))), batches(20, update())),
        "epoch",
        {"last_tick": 29},
    ),
    "both": (
        loop(30, batches(20, update(), step()), step(line=31)),
        "batch and epoch",
        {"steps": 630, "first_step_at": 1},
    ),
    "a helper that both loops call": (loop(30, batches(20, update(), step()), step()), "batch and epoch", {}),
    "every 4th batch": (
        loop(2, pattern(5, (3, ()), (1, (update(), step())))),
        "batch (every 4)",
        {"updates": 10, "batches": 40, "batches_per_update": 4, "steps_per_epoch": 20},
    ),
    "every 4th batch, and the rest of an epoch": (
        loop(2, pattern(2, (3, ()), (1, (update(), step()))), pattern(1, (1, (update(), step())), line=13)),
        "batch (every 4)",
        {"batches_per_update": 4, "updates": 6, "steps_per_epoch": 9},
    ),
    "every batch, the update every 4th": (
        loop(2, pattern(5, (3, (step(),)), (1, (update(), step())))),
        "batch, the optimizer every 4 batches",
        {"steps": 40, "updates": 10, "first_step_at": 0},
    ),
    "no loader": (loop(150_000, update(), step()), "update", {"epochs": None, "steps_per_epoch": None}),
    "no loader, two loops": (
        loop(9, loop(50, update(), step(), line=12)),
        "batch",
        {"epochs": 9, "steps_per_epoch": 50},
    ),
    "one pass over a loader": (batches(50, update(), step()), "batch", {"epochs": None, "batches": 50}),
    "a break in the last epoch": (
        pattern(1, (4, (batches(20, update(), step()),)), (1, (batches(7, update(), step()),)), is_batches=False),
        "batch",
        {"updates": 87, "epochs": 5, "steps_per_epoch": 20},
    ),
    "several loaders in an epoch": (
        loop(6, loop(3, batches(20, update()), line=11), step()),
        "epoch",
        {"epochs": 6, "steps_per_epoch": 60},
    ),
    "validation": (loop(6, batches(20, update()), batches(5, line=14), step()), "epoch", {"batches": 120}),
    "two phases": ((loop(5, batches(20, update()), step()), loop(3, batches(20, update()), step(line=31), line=15)),
                   "epoch", {"epochs": 8, "updates": 160, "steps_per_epoch": 20}),
    "stepped once before the loop": ((step(line=5), EPOCH), "epoch", {"first_step_at": 0, "steps": 31}),
    "in the last batch of an epoch": (
        loop(6, pattern(1, (19, (update(),)), (1, (update(), step())))),
        "epoch",
        {"steps": 6, "first_step_at": 20},
    ),
    "never": (loop(30, batches(20, update())), "never", {"steps": 0, "first_step_at": None, "last_tick": 0}),
    "all but the last batch": (
        pattern(1, (99, (update(), step())), (1, (update(),))),
        "batch",
        {"steps": 99, "updates": 100},
    ),
    "every 10th epoch": (
        pattern(3, (9, (batches(20, update()),)), (1, (batches(20, update()), step())), is_batches=False),
        "other",
        {"steps": 3, "epochs": 30},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_unit(name):
    trace, unit, numbers = CASES[name]
    used = usages(program(build(), *(trace if isinstance(trace, tuple) else [trace])))[0]
    assert used.unit == unit
    assert {key: getattr(used, key) for key in numbers} == numbers
    assert (used.builds, used.runs, used.built_per, used.uncertain) == (1, 1, "", ())


def sites_of(*trace):
    return usages(program(*trace))[0].sites


def test_a_step_before_the_update():
    [site] = sites_of(loop(9, step(), batches(20, update())))
    assert (site.per, site.before_update) == ("epoch", True)
    [site] = sites_of(loop(9, batches(20, step(), update())))
    assert (site.per, site.before_update, site.with_update) == ("batch", True, True)
    later = loop(1, pattern(1, (1, (batches(20, update()),)), (8, (step(), batches(20, update()))), is_batches=False))
    assert not sites_of(later)[0].before_update
    [site] = sites_of(loop(2, pattern(5, (3, (step(),)), (1, (update(), step())))))
    assert (site.per, site.before_update, site.with_update) == ("batch", False, False)


def test_every_nth_round():
    every = pattern(3, (9, (batches(20, update()),)), (1, (batches(20, update()), step())), is_batches=False)
    [site] = sites_of(every)
    assert (site.per, site.every, site.calls) == ("other", 10, 3)


def test_the_argument_of_a_step():
    assert sites_of(loop(9, batches(5, update()), step(detail=LoopNumber(1, (1,)))))[0].argument == LoopNumber(1, (1,))
    assert sites_of(loop(9, batches(5, update()), step(detail="metric")))[0].argument == "metric"


def test_a_schedule_that_is_built_in_a_loop():
    rebuilt = usages(program(loop(12, build(), batches(20, update()), step())))[0]
    assert (rebuilt.builds, rebuilt.built_per, rebuilt.runs, rebuilt.last_tick) == (12, "epoch", 1, 0)
    folds = usages(program(loop(5, build(), loop(12, batches(20, update()), step()), line=8)))[0]
    assert (folds.builds, folds.built_per, folds.runs, folds.last_tick) == (5, "other", 5, 11)
    assert (folds.epochs, folds.updates, folds.steps) == (12, 240, 12)
    assert usages(program(loop(12, batches(20, build(), update(), step()))))[0].built_per == "batch"


def test_runs_of_a_loop_over_no_loader():
    tasks = loop(5, build(), loop(300, update(), step()), line=8)
    used = usages(program(tasks))[0]
    assert (used.unit, used.updates, used.epochs, used.runs) == ("update", 300, None, 5)
    goes_on = loop(5, build(), TraceEvent("give", 0, at(9), 0), loop(12, batches(20, update()), step()), line=8)
    used = usages(program(goes_on))[0]
    assert (used.updates, used.epochs, used.runs) == (1200, 60, 1)


def gan(steps):
    both = [schedule(number=0, line=3), schedule(number=1, line=4)]
    held = [optimizer(both[0], 0, 5), optimizer(both[1], 1, 6)]
    trace = loop(20, batches(25, update(0, 20), update(1, 21), update(1, 22)), *steps)
    return usages(program(trace, schedules=both, optimizers=held))


def test_two_optimizers():
    first, second = gan([step(0), step(1)])
    assert (first.updates, second.updates) == (500, 1000)
    assert [each.number for each in second.holders] == [1]
    assert [each.number for each in second.other_optimizers] == [0]
    assert second.batches_per_update is None
    first, second = gan([step(0)])
    assert (first.unit, second.unit) == ("epoch", "never")


def test_epochs_without_an_update_of_the_optimizer_do_not_count():
    both = [schedule(number=0), schedule(number=1)]
    held = [optimizer(both[0], 0), optimizer(both[1], 1)]
    first, second = ((batches(20, update(number)), step(number, 30 + number)) for number in (0, 1))
    trace = pattern(1, (4, first), (5, second), is_batches=False)
    found = usages(program(trace, schedules=both, optimizers=held))
    assert [(used.epochs, used.updates, used.unit) for used in found] == [(4, 80, "epoch"), (5, 100, "epoch")]


def test_a_schedule_that_no_optimizer_holds_goes_with_the_next_optimizer():
    alone = schedule(line=8)
    optimizers = [optimizer(0.1, 0, 5), optimizer(0.1, 1, 9)]
    used = usages(program(loop(4, batches(5, update(0), update(1)), step()), schedules=[alone], optimizers=optimizers))[
        0
    ]
    assert used.holders == ()
    assert [each.number for each in used.other_optimizers] == [0, 1]
    assert (used.updates, used.unit) == (20, "epoch")


def test_an_inner_schedule():
    inner = schedule("CosineAnnealingDecay", 0, learning_rate=0.1, T_max=9)
    outer = schedule("LinearWarmup", 1, learning_rate=inner, warmup_steps=2, start_lr=0.0, end_lr=0.1)
    trace = loop(9, batches(5, update()), step(1))
    first, second = usages(program(trace, schedules=[inner, outer], optimizers=[optimizer(outer)]))
    assert (first.inside, second.inside) == (True, False)
    assert (first.holders, second.unit) == ((), "epoch")


def test_an_optimizer_that_gets_the_schedule_later():
    both = [schedule(number=0), schedule(number=1)]
    one = optimizer(both[0])
    one.rate = both[1]
    phases = (EPOCH, TraceEvent("give", 0, at(14), 1), loop(4, batches(5, update()), step(1, 33), line=15))
    first, second = usages(program(*phases, schedules=both, optimizers=[one]))
    assert first.holders == second.holders == (one,)


def test_a_rate_that_is_set_by_hand():
    assert usages(program(loop(9, SET, batches(5, update()), step())))[0].set_lr == (at(40),)
    other = usages(program(SET, EPOCH, optimizers=[optimizer(0.1)]))[0]
    assert (other.set_lr, other.set_by_hand) == ((), (at(40),))


@pytest.mark.parametrize(
    ("taken", "other", "certain"),
    [
        ((step(),), (), False),
        ((), (step(),), False),
        ((step(), step()), (step(),), False),
        ((update(), step()), (), True),
        ((update(), step()), (update(), step()), True),
        ((update(),), (), True),
        ((update(),), (step(),), False),
        ((SET,), (), False),
        ((batches(4, update()), step()), (), True),
        ((update(1),), (), True),
    ],
)  # fmt: skip
def test_a_condition_that_is_not_known(taken, other, certain):
    trace = loop(9, batches(5, update()), Branch(at(9), "best", taken, other), step(line=35))
    used = usages(program(trace))[0]
    assert (used.uncertain == ()) is certain
    assert all(entry.place == at(9) and "`best`" in entry.why for entry in used.uncertain)


def test_what_is_not_known():
    about = NotKnown(at(7), "it is handed to help(), which is not followed", 0)
    elsewhere = NotKnown(at(8), "it is handed to help(), which is not followed", 1)
    anything = NotKnown(at(9), "a loop is not followed")
    assert usages(program(EPOCH, not_known=[about, elsewhere, anything]))[0].uncertain == (about,)
    never = usages(program(loop(3, batches(5, update())), not_known=[anything]))[0]
    assert never.uncertain == (anything,)


def test_an_optimizer_whose_rate_is_not_known():
    rate = Unknown("cfg.lr", "comes from config.yaml, which is not there", at(2))
    [entry] = usages(program(EPOCH, optimizers=[optimizer(rate)]))[0].uncertain
    assert entry.why == "SGD gets `cfg.lr` comes from config.yaml, which is not there"


def read(*body, each=1000, given=None):
    """A program of 30 epochs over a loader whose length nobody says, as the reader makes it."""
    trace = loop(30, batches(given or each, *body[0], rests_on={"len(loader)"}), *body[1:])
    return program(
        trace,
        assumed={"len(loader)": given or each},
        steps_per_epoch=given,
        reread=lambda steps: read(*body, given=steps),
    )


def test_what_the_numbers_rest_on():
    used = usages(read([update()], step()))[0]
    assert (used.rests_on, used.guessed, used.steps_guessed) == ({"len(loader)"}, True, False)
    used = usages(read([update()], step(), given=1000))[0]
    assert (used.rests_on, used.guessed) == ({"len(loader)"}, False)
    assert usages(read([update(), step()]))[0].steps_guessed


def test_a_run_whose_length_does_not_change_with_the_loader_is_no_guess():
    def until(steps):
        whole, rest = divmod(900, steps)
        rounds = pattern(
            1,
            (whole, (batches(steps, update(), step(), rests_on={"len(loader)"}),)),
            (1, (batches(rest, update(), step(), rests_on={"len(loader)"}),)),
            is_batches=False,
        )
        return program(rounds, assumed={"len(loader)": steps}, steps_per_epoch=steps)

    made = until(1000)
    made.steps_per_epoch, made.reread = None, until
    used = usages(made)[0]
    assert (used.updates, used.steps, used.steps_guessed) == (900, 900, False)


def test_where_a_state_is_loaded():
    resume = Resume(at(6), {"weights": None}, True, {"weights": at(6)})
    assert usages(program(EPOCH, resumes=[resume]))[0].resumes == (resume,)


def test_a_long_run_costs_nothing():
    began = time.perf_counter()
    used = usages(program(build(), loop(10**9, batches(10**9, update(), step()), step(line=31))))[0]
    assert (used.updates, used.steps, used.last_tick) == (10**18, 10**18 + 10**9, 10**18 + 10**9 - 2)
    assert time.perf_counter() - began < 0.5
