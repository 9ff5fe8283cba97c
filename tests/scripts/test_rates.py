"""The rates that a program applies, against Paddle's own classes stepped event by event."""

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError, UnknownEpochError
from paddle_lrkit.scripts.program import Branch, BuiltSchedule, LoopNumber, TraceEvent
from paddle_lrkit.scripts.rates import applied
from paddle_lrkit.scripts.unknown import Unknown, assumed
from tests.scripts.traces import (
    NUMBERS,
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

lr = pytest.importorskip("paddle.optimizer.lr", reason="needs Paddle")


def made(built):
    """The scheduler of Paddle."""
    given = {
        name: made(value) if isinstance(value, BuiltSchedule) else value for name, value in built.arguments.items()
    }
    return getattr(lr, built.name)(**given)


def stepped_by_paddle(trace, built):
    """The rate at each update of optimizer 0, which holds the schedule."""
    scheduler, rates = made(built), []
    for event in happened(trace):
        if event.kind == "update" and event.subject == 0:
            rates.append(scheduler())
        elif event.kind == "build":
            scheduler = made(built)
        elif event.kind == "step":
            scheduler.step() if event.detail is None else scheduler.step(event.detail)
    return rates


def drawn(made_program, number=0):
    return applied(made_program, made_program.optimizers[number])


def rates_of(found):
    return [found.curve(update) for update in range(found.total_updates)]


WARMUP = {"warmup_steps": 5, "start_lr": 0.0, "end_lr": 0.1}
INNER = schedule("CosineAnnealingDecay", 1, learning_rate=0.1, T_max=15)
SCHEDULES = {
    "StepDecay": schedule(),
    "PolynomialDecay": schedule("PolynomialDecay", learning_rate=0.1, decay_steps=20, end_lr=0.01, power=0.9),
    "LambdaDecay": schedule("LambdaDecay", learning_rate=0.1, lr_lambda=lambda tick: 1 / (1 + tick)),
    "MultiplicativeDecay": schedule("MultiplicativeDecay", learning_rate=0.1, lr_lambda=lambda tick: 0.9),
    "PiecewiseDecay": schedule("PiecewiseDecay", boundaries=[3, 9], values=[0.1, 0.02, 0.3]),
    "CosineAnnealingDecay": schedule("CosineAnnealingDecay", learning_rate=0.1, T_max=15, eta_min=0.001),
    "NoamDecay": schedule("NoamDecay", d_model=64, warmup_steps=8),
    "LinearWarmup": schedule("LinearWarmup", learning_rate=INNER, **WARMUP),
    "ReduceOnPlateau in LinearWarmup": schedule(
        "LinearWarmup", learning_rate=schedule("ReduceOnPlateau", 1, learning_rate=0.1, patience=2), **WARMUP
    ),
    "last_epoch": schedule("ExponentialDecay", learning_rate=0.1, gamma=0.9, last_epoch=4),
}
PLAIN = st.sampled_from([update(), update(1), step(), step(line=31)])


@pytest.mark.parametrize("name", SCHEDULES)
@settings(max_examples=8)
@given(trace=random_traces(PLAIN))
def test_any_order_of_steps_and_updates(name, trace):
    expected = stepped_by_paddle(trace, SCHEDULES[name])
    if not expected:
        return
    without_branches = program(*trace, schedules=[SCHEDULES[name]])
    assert rates_of(_certain(without_branches)) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def _certain(made_program):
    """The drawing of a program whose conditions are all taken as known."""
    made_program.trace = _taken(made_program.trace)
    return drawn(made_program)


def _taken(nodes):
    from paddle_lrkit.scripts.spacing import kept

    return kept(nodes, lambda event: True)


@pytest.mark.parametrize("name", ["StepDecay", "PolynomialDecay", "LambdaDecay", "PiecewiseDecay"])
@settings(max_examples=8)
@given(trace=random_traces(st.one_of(PLAIN, st.just(build()), st.builds(step, detail=NUMBERS))))
def test_steps_with_numbers_and_schedules_that_are_built_again(name, trace):
    expected = stepped_by_paddle(trace, SCHEDULES[name])
    if expected:
        found = rates_of(_certain(program(*trace, schedules=[SCHEDULES[name]])))
        assert found == pytest.approx(expected[: len(found)])


@pytest.mark.parametrize(
    "built",
    [
        SCHEDULES["CosineAnnealingDecay"],
        SCHEDULES["PolynomialDecay"],
        SCHEDULES["LambdaDecay"],
        schedule("ExponentialDecay", learning_rate=0.1, gamma=0.9),
        schedule("CosineAnnealingWarmRestarts", learning_rate=0.1, T_0=3),
        schedule("CosineAnnealingWarmRestarts", learning_rate=0.1, T_0=2, T_mult=2),
    ],
    ids=lambda built: built.name,
)
def test_numbers_between_two_epochs(built):
    trace = (loop(30, batches(5, update(), step(detail=LoopNumber(0, (0.2, 1))))),)
    found = drawn(program(*trace, schedules=[built]))
    assert rates_of(found) == pytest.approx(stepped_by_paddle(trace, built), abs=1e-12)


EPOCHS = {
    "per epoch": ((build(), loop(30, batches(5, update()), step())), "by_epoch"),
    "at the begin of an epoch": ((build(), loop(30, step(), batches(5, update()))), "by_epoch"),
    "with the number of the epoch": ((loop(30, step(detail=LoopNumber(0, (1,))), batches(5, update())),), None),
    "with the number after the epoch": ((loop(30, batches(5, update()), step(detail=LoopNumber(1, (1,)))),), None),
    "per batch": ((build(), loop(30, batches(5, update(), step()))), "recursive_wave"),
    "before each update": ((build(), loop(30, batches(5, step(), update()))), "entered"),
    "per update": ((loop(30, pattern(2, (3, ()), (1, (update(), step())))),), "recursive_wave"),
    "per batch, the update every 4th": ((loop(30, pattern(2, (3, (step(),)), (1, (update(), step())))),), None),
    "twice": ((loop(30, batches(5, update(), step()), step(line=31)),), None),
    "built in each epoch": ((loop(30, build(), batches(5, update(), step())),), None),
    "never": ((loop(30, batches(5, update())),), "level"),
    "epochs of different lengths": ((loop(3, batches(5, update()), step(), batches(7, update()), step()),), None),
}  # fmt: skip


@pytest.mark.parametrize("name", EPOCHS)
def test_how_people_step(name):
    trace, family = EPOCHS[name]
    found = drawn(program(*trace, schedules=[SCHEDULES["CosineAnnealingDecay"]]))
    expected = stepped_by_paddle(trace, SCHEDULES["CosineAnnealingDecay"])
    assert rates_of(found) == pytest.approx(expected, abs=1e-12)
    assert found.curve.name == (family or "applied_curve")
    assert found.peak_lr == pytest.approx(max(expected))
    assert found.curve.lowest(found.total_updates) == pytest.approx(min(expected), abs=1e-12)


def test_one_of_several_runs_is_drawn():
    fold = (build(), loop(12, batches(5, update()), step()))
    found = drawn(program(loop(5, *fold, line=8)))
    assert rates_of(found) == pytest.approx(stepped_by_paddle(fold, schedule()))
    assert found.curve.name == "by_epoch"


def test_what_a_schedule_says_of_the_run():
    found = drawn(program(build(), loop(30, batches(5, update()), step())))
    assert (found.total_updates, found.steps_per_epoch, found.length.epochs) == (150, 5, 30)
    assert (found.name, found.stepped, found.file) == ("StepDecay", "epoch", "train.py")
    warmed = drawn(program(loop(30, batches(5, update()), step()), schedules=[SCHEDULES["LinearWarmup"]]))
    assert warmed.warmup_updates == 25
    each = drawn(program(loop(30, batches(5, update(), step())), schedules=[SCHEDULES["LinearWarmup"]]))
    assert (each.warmup_updates, each.stepped) == (5, "update")


def test_an_optimizer_with_a_number_does_not_see_the_schedule():
    found = drawn(program(loop(30, batches(5, update()), step()), optimizers=[optimizer(0.25)]))
    assert rates_of(found) == [0.25] * 150
    assert (found.name, found.stepped) == ("constant", "update")


def set_lr(rate):
    return TraceEvent("set_lr", 0, at(40), rate)


def test_a_rate_that_is_set_by_hand():
    trace = [node for rate in (0.4, 0.2, 0.1) for node in (set_lr(rate), loop(2, batches(5, update())))]
    found = drawn(program(*trace, optimizers=[optimizer(0.8)]))
    assert rates_of(found) == [0.4] * 10 + [0.2] * 10 + [0.1] * 10
    assert found.curve.knots(30) == [0, 10, 20]
    falls = loop(4, set_lr(LoopNumber(0.5, (-0.125,))), batches(5, update()))
    assert rates_of(drawn(program(falls, optimizers=[optimizer(0.8)]))) == [
        0.5 - 0.125 * epoch for epoch in range(4) for _ in range(5)
    ]


def test_another_schedule_in_a_second_phase():
    both = [schedule(number=0), schedule("ExponentialDecay", 1, learning_rate=0.5, gamma=0.5)]
    one = optimizer(both[0])
    one.rate = both[1]
    trace = (loop(9, batches(5, update()), step(0)), TraceEvent("give", 0, at(14), 1), loop(3, update(), step(1)))
    found = drawn(program(*trace, schedules=both, optimizers=[one]))
    assert rates_of(found)[:45] == pytest.approx(stepped_by_paddle(trace[:1], both[0]))
    assert rates_of(found)[45:] == [0.5, 0.25, 0.125]
    assert found.peak_lr == 0.5


def test_a_class_that_raises_ends_the_run():
    cycle = schedule("OneCycleLR", max_learning_rate=0.1, total_steps=40)
    trace = (loop(30, batches(5, update(), step())),)
    found = drawn(program(*trace, schedules=[cycle]))
    scheduler, updates = made(cycle), 0
    with suppress(ValueError):
        while updates < 150:
            updates += 1
            scheduler.step()
    assert found.total_updates == updates == 41


def test_a_plateau_is_its_first_rate_and_its_settings():
    plateau = schedule("ReduceOnPlateau", learning_rate=0.1, patience=3)
    found = drawn(program(loop(30, batches(5, update()), step(detail="metric")), schedules=[plateau]))
    assert found.plateau.patience == 3
    assert rates_of(found) == [0.1] * 150


def read(*body, given=None, **arguments):
    """30 epochs over a loader of unknown length, as the reader makes them."""
    steps = given or 1000
    used = {name: value(steps) if callable(value) else value for name, value in arguments.items()}
    return program(
        loop(30, batches(steps, *body[0], rests_on={"len(loader)"}), *body[1:]),
        schedules=[schedule("PolynomialDecay", learning_rate=0.1, **used)],
        assumed={"len(loader)": steps},
        steps_per_epoch=given,
        reread=lambda steps: read(*body, given=steps, **arguments),
    )


def test_epochs_of_unknown_length_are_drawn_as_epochs():
    found = drawn(read([update()], step(), decay_steps=20))
    assert (found.total_updates, found.steps_per_epoch, found.length.assumed) == (30, 1, True)
    assert rates_of(found) == pytest.approx(stepped_by_paddle([loop(30, update(), step())], SCHEDULES_20))


SCHEDULES_20 = schedule("PolynomialDecay", learning_rate=0.1, decay_steps=20)


@pytest.mark.parametrize(
    ("body", "decay_steps", "why"),
    [
        (([update(), step()],), 20, "the number of updates depends on `len(loader)`"),
        (([update()], step()), lambda length: assumed(30 * length, {"len(loader)"}), "decay_steps of PolynomialDecay"),
        (([update()], step()), lambda length: 30 * length, "the number of updates depends on `len(loader)`"),
    ],
)  # fmt: skip
def test_what_depends_on_the_length_of_an_epoch_asks_for_it(body, decay_steps, why):
    with pytest.raises(UnknownEpochError, match="give --steps-per-epoch N") as error:
        drawn(read(*body, decay_steps=decay_steps))
    assert why in str(error.value)
    assert drawn(read(*body, given=7, decay_steps=decay_steps)).total_updates == 210


def test_a_run_that_ends_at_an_update_needs_no_length():
    def until(steps):
        parts = [(900 // steps, (batches(steps, update(), step()),)), (1, (batches(900 % steps, update(), step()),))]
        return program(
            pattern(1, *parts, is_batches=False),
            assumed={"len(loader)": steps},
            steps_per_epoch=steps,
        )

    one = until(1000)
    one.steps_per_epoch, one.reread = None, until
    found = drawn(one)
    assert (found.total_updates, found.length.assumed) == (900, False)


CONFIG = Unknown("cfg.lr", "comes from config.yaml, which is not there", at(88))


@pytest.mark.parametrize(
    ("made_program", "why"),
    [
        (
            program(loop(3, update(), step()), schedules=[schedule(learning_rate=CONFIG, step_size=3)]),
            "learning_rate: `cfg.lr` comes from config.yaml, which is not there",
        ),
        (program(loop(3, update()), optimizers=[optimizer(CONFIG)]), "SGD gets `cfg.lr` comes from config.yaml"),
        (program(loop(3, step())), "train.py:4: no update of SGD was found"),
        (
            program(loop(3, update(), step()), schedules=[schedule(learning_rate=-1, step_size=3)]),
            "train.py:3: learning_rate: must not be negative, got -1",
        ),
        (
            program(loop(3, update(), Branch(at(9), "best", (step(),), ()))),
            "train.py:9: step() depends on `best`, which is not known without running the script",
        ),
        (
            program(loop(3, update(), TraceEvent("step", 0, at(30), "metric", "loss"))),
            "train.py:30: step() of StepDecay is called with `loss`, whose numbers are not known",
        ),
        (
            program(loop(3, update(), step(detail=LoopNumber(0, (0.5,))))),
            "train.py:30: step() of StepDecay is called with a value, whose numbers are not known",
        ),
        (
            program(loop(3, update(), TraceEvent("move", 0, at(31), 4), step())),
            "train.py:31: last_epoch of StepDecay is assigned",
        ),
        (
            program(
                loop(3, update(), step(detail=LoopNumber(0, (1,)))),
                schedules=[schedule("LinearLR", learning_rate=0.1, total_steps=5)],
            ),
            "LinearLR computes another rate in step(number) than in step()",
        ),
    ],
)
def test_why_it_cannot_be_drawn(made_program, why):
    with pytest.raises(ConfigError) as error:
        drawn(made_program)
    assert why in str(error.value)


def test_a_long_run_costs_nothing():
    began = time.perf_counter()
    trace = loop(10**6, batches(10**9, update(), step()), step(line=31))
    found = drawn(program(build(), trace, schedules=[SCHEDULES["CosineAnnealingDecay"]]))
    assert found.total_updates == 10**15
    assert found.peak_lr == pytest.approx(0.1)
    assert time.perf_counter() - began < 4
