"""What the schedulers of Paddle do when a script is read."""

import pytest

from paddle_lrkit.scripts.library.paddle_schedules import own_schedule
from paddle_lrkit.scripts.program import TraceEvent
from paddle_lrkit.scripts.unknown import Unknown, assumed, rests_on
from tests.scripts.library.reading import HERE, FakeReader, Stopped

LR = "paddle.optimizer.lr."


@pytest.fixture
def reader():
    return FakeReader()


def test_a_schedule_is_built_with_its_arguments_by_name(reader):
    made = reader.make(LR + "StepDecay", 0.1, 30, gamma=0.5, line=4)
    (built,) = reader.program.schedules
    assert (built.path, built.name, built.place.line) == (LR + "StepDecay", "StepDecay", 4)
    assert built.arguments == {"learning_rate": 0.1, "step_size": 30, "gamma": 0.5}
    assert reader.trace == [TraceEvent("build", 0, built.place)]
    made.named("sched", reader)
    made.named("alias", reader)
    assert built.variable == "sched"


def test_a_schedule_in_a_schedule(reader):
    cosine = reader.make(LR + "CosineAnnealingDecay", 0.1, 9)
    reader.make(LR + "LinearWarmup", cosine, 5, 0.0, 0.1)
    inner, outer = reader.program.schedules
    assert outer.arguments["learning_rate"] is inner
    assert [one.number for one in (inner, outer)] == [0, 1]


def test_steps(reader):
    made = reader.make(LR + "StepDecay", 0.1, 30)
    reader.do(made, "step")
    reader.do(made, "step", 3)
    reader.do(made, "step", epoch=4)
    assert [event.detail for event in reader.trace if event.kind == "step"] == [None, 3, 4]


def test_a_plateau_needs_a_metric(reader):
    made = reader.make(LR + "ReduceOnPlateau", 0.1, patience=3)
    reader.do(made, "step", Unknown("loss", "is not known", HERE))
    assert reader.trace[-1] == TraceEvent("step", 0, HERE, "metric")
    with pytest.raises(Stopped, match=r"ReduceOnPlateau.step\(\) missing 1 required positional argument: 'metrics'"):
        reader.do(made, "step")
    assert reader.trace[-1] == TraceEvent("step", 0, HERE)
    other = reader.make(LR + "StepDecay", 0.1, 30)
    with pytest.raises(Stopped, match=r"LRScheduler.step\(\) got an unexpected keyword argument 'metrics'"):
        reader.do(other, "step", metrics=0.3)


@pytest.mark.parametrize(
    ("name", "positional", "named", "message"),
    [
        ("StepDecay", (0.1,), {}, "missing 1 required positional argument: 'step_size'"),
        (
            "LinearWarmup",
            (0.1,),
            {},
            "missing 3 required positional arguments: 'warmup_steps', 'start_lr', and 'end_lr'",
        ),
        ("StepDecay", (0.1, 3), {"lr": 3}, "got an unexpected keyword argument 'lr'"),
        ("StepDecay", (0.1, 3), {"step_size": 3}, "got multiple values for argument 'step_size'"),
        ("StepDecay", (1,) * 6, {}, "takes from 3 to 6 positional arguments but 7 were given"),
        ("CosineAnnealingDecay", (0.1, 10.0), {}, "TypeError: CosineAnnealingDecay: T_max: must be a whole number"),
        ("CosineAnnealingDecay", (0.1, assumed(10.5, {"n"})), {}, "TypeError: .* T_max: must be a whole number"),
        ("StepDecay", (0.1, 0), {}, "ValueError: StepDecay: step_size: must be a whole number >= 1, got 0"),
        ("PiecewiseDecay", ([3], [0.1]), {}, "values: must have 2 values for 1 boundaries, got 1"),
    ],
)
def test_arguments_that_paddle_refuses_stop_the_program(reader, name, positional, named, message):
    with pytest.raises(Stopped, match=message):
        reader.make(LR + name, *positional, **named)


@pytest.mark.parametrize(
    ("name", "positional"),
    [
        ("StepDecay", (0.1, assumed(0, {"len(loader)"}))),
        ("StepDecay", (Unknown("cfg.lr", "is not known", HERE), 3)),
        ("ExponentialDecay", (float("inf"), 0.9)),
        ("PiecewiseDecay", ([3, Unknown("m", "is not known", HERE)], [0.1, 0.2])),
    ],
)
def test_what_is_not_sure_does_not_stop_the_program(reader, name, positional):
    assert reader.make(LR + name, *positional).built is reader.program.schedules[0]


def test_the_rate_is_known_until_the_first_step(reader):
    made = reader.make(LR + "NoamDecay", 64, 10, learning_rate=assumed(2.0, {"n"}))
    rates = (reader.do(made, "get_lr"), reader.call(made, [], {}, HERE), reader.get(made, "last_lr", HERE))
    assert rates == (0.0, 0.0, 0.0)
    assert rests_on(rates[0]) == {"n"}
    assert reader.get(made, "last_epoch", HERE) == 0
    reader.do(made, "step")
    assert reader.get(made, "last_epoch", HERE) == 1
    reader.in_loop = True
    assert isinstance(reader.do(made, "get_lr"), Unknown)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("StepDecay", {"learning_rate": 0.1, "step_size": 2}),
        ("CosineAnnealingDecay", {"learning_rate": 0.1, "T_max": 9}),
        ("PolynomialDecay", {"learning_rate": 0.1, "decay_steps": 9, "last_epoch": 4}),
    ],
)
def test_outside_of_loops_the_rate_is_that_of_paddle(reader, name, arguments):
    lr = pytest.importorskip("paddle.optimizer.lr", reason="needs Paddle")
    made, real = reader.make(LR + name, **arguments), getattr(lr, name)(**arguments)
    for _ in range(6):
        assert reader.get(made, "last_epoch", HERE) == real.last_epoch
        assert reader.get(made, "last_lr", HERE) == pytest.approx(real.last_lr, rel=1e-12)
        assert reader.call(made, [], {}, HERE) == pytest.approx(real(), rel=1e-12)
        found = reader.do(made, "get_lr")
        assert isinstance(found, Unknown) or found == pytest.approx(real.get_lr(), rel=1e-12)
        reader.do(made, "step")
        real.step()


def test_a_step_to_a_number_moves_the_position(reader):
    made = reader.make(LR + "StepDecay", 0.1, 30)
    reader.do(made, "step", 7)
    assert reader.get(made, "last_epoch", HERE) == 7
    assert isinstance(reader.do(made, "get_lr"), Unknown)
    reader.do(made, "step", Unknown("epoch", "is not known", HERE))
    assert isinstance(reader.get(made, "last_epoch", HERE), Unknown)


def test_arguments_and_defaults_are_attributes(reader):
    made = reader.make(LR + "CosineAnnealingDecay", 0.1, 9)
    assert [reader.get(made, name, HERE) for name in ("T_max", "eta_min", "base_lr")] == [9, 0, 0.1]
    assert isinstance(reader.get(made, "nothing", HERE), Unknown)


def test_assignments_are_recorded(reader):
    made = reader.make(LR + "StepDecay", 0.1, 30)
    made.set_attribute("last_epoch", 12, reader, HERE)
    assert reader.trace[-1] == TraceEvent("move", 0, HERE, 12)
    assert reader.get(made, "last_epoch", HERE) == 12
    assert reader.program.not_known == []
    made.set_attribute("base_lr", 0.5, reader, HERE)
    made.set_attribute("base_lr", 0.5, reader, HERE)
    assert [(one.subject, one.kind) for one in reader.program.not_known] == [(0, "schedule")]


def test_a_function_of_the_script_becomes_a_plain_one(reader):
    made = reader.make(LR + "LambdaDecay", 0.1, lambda tick: 1 / (tick + 1))
    assert made.built.arguments["lr_lambda"](3) == 0.25
    assert reader.do(made, "get_lr") == 0.1


def test_a_schedule_that_a_loop_builds_again_stays_one(reader):
    reader.make(LR + "ExponentialDecay", 0.1, 0.9, line=5)
    reader.round["schedule", 5] = 0
    made = reader.make(LR + "ExponentialDecay", 0.1, 0.9, line=5)
    assert reader.program.schedules == [made.built]
    assert reader.kinds() == [("build", 0), ("build", 0)]
    reader.make(LR + "ExponentialDecay", 0.2, 0.9, line=5)
    assert isinstance(made.built.arguments["learning_rate"], Unknown)
    assert made.built.arguments["gamma"] == 0.9


def test_a_state_is_loaded(reader):
    made = reader.make(LR + "StepDecay", 0.1, 30)
    reader.do(made, "set_state_dict", {})
    reader.do(made, "set_dict", {})
    assert reader.loads == [("schedule", 0)] * 2


def test_a_class_of_the_script(reader):
    made = own_schedule(reader, "train.Own", HERE, {"peak": 0.1}, lambda tick: 0.1 / (tick + 1))
    assert (made.built.path, made.built.arguments, reader.do(made, "get_lr")) == ("train.Own", {"peak": 0.1}, 0.1)


@pytest.mark.parametrize("path", ["paddle.fluid.dygraph.NoamDecay", "paddle.optimizer.StepLR", "paddle_lrkit.CurveLR"])
def test_classes_that_are_not_read_are_named(reader, path):
    made = reader.make(path, 512, 4000)
    (why,) = reader.program.not_known
    assert (why.subject, why.why) == (0, f"{path} is not read")
    assert isinstance(reader.do(made, "get_lr"), Unknown)
