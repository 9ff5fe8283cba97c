"""What the optimizers of Paddle do when a script is read."""

import inspect

import pytest

from paddle_lrkit.scripts.library.optimizer_table import ARGUMENTS, OTHERS, optimizer_parameters
from paddle_lrkit.scripts.library.signature import REQUIRED
from paddle_lrkit.scripts.program import TraceEvent
from paddle_lrkit.scripts.unknown import CodePlace, Unknown
from tests.scripts.library.reading import HERE, FakeReader, Stopped

STEP = "paddle.optimizer.lr.StepDecay"


@pytest.fixture
def reader():
    return FakeReader()


def test_the_table_has_every_optimizer_of_paddle_with_its_arguments_in_order():
    paddle = pytest.importorskip("paddle", reason="needs Paddle")
    classes = {
        name: value
        for name, value in vars(paddle.optimizer).items()
        if inspect.isclass(value) and issubclass(value, paddle.optimizer.Optimizer) and name != "Optimizer"
    }
    assert set(classes) <= set(ARGUMENTS)
    for name, value in classes.items():
        own = inspect.signature(value.__init__).parameters
        table = optimizer_parameters(name)
        known = [key for key in table if key in own]
        assert known == [key for key in own if key != "self"], name
        assert own["learning_rate"].default == table["learning_rate"], name
    assert paddle.version.major == "2" or set(classes) == set(ARGUMENTS)


@pytest.mark.parametrize("name", ARGUMENTS)
def test_an_optimizer_holds_what_it_is_given(reader, name):
    schedule = reader.make(STEP, 0.1, 3)
    made = reader.make(f"paddle.optimizer.{name}", schedule, parameters=[])
    (built,) = reader.program.optimizers
    assert (built.path, built.rate, built.given) == (f"paddle.optimizer.{name}", schedule.built, schedule.built)
    assert reader.get(made, "_learning_rate", HERE) is schedule
    assert "paddle.optimizer.Optimizer" in made.kinds


def test_the_default_rate(reader):
    reader.make("paddle.optimizer.Adam", parameters=[])
    reader.make("paddle.optimizer.NAdam", parameters=[])
    reader.make("paddle.fluid.optimizer.AdamOptimizer", parameter_list=[])
    assert [one.rate for one in reader.program.optimizers] == [0.001, 0.002, 0.001]
    with pytest.raises(Stopped, match=r"RMSProp.__init__\(\) missing 1 required positional argument: 'learning_rate'"):
        reader.make("paddle.optimizer.RMSProp", parameters=[])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"lr": 0.1}, "got an unexpected keyword argument 'lr'"),
        ({"learning_rate": 1}, "learning rate should be float or LRScheduler, got <class 'int'> here"),
        ({"learning_rate": "0.1"}, "learning rate should be float or LRScheduler, got <class 'str'> here"),
    ],
)
def test_mistakes_stop_the_program(reader, arguments, message):
    with pytest.raises(Stopped, match=message):
        reader.make("paddle.optimizer.SGD", parameters=[], **arguments)


def test_updates(reader):
    made = reader.make("paddle.optimizer.SGD", 0.1, [])
    reader.do(made, "step", line=8)
    reader.do(made, "clear_grad")
    reader.do(made, "minimize", Unknown("loss", "is not known", HERE), line=9)
    assert reader.trace == [TraceEvent("update", 0, CodePlace("train.py", line)) for line in (8, 9)]


def test_the_rate_of_an_optimizer(reader):
    plain = reader.make("paddle.optimizer.SGD", 0.3, [])
    assert reader.do(plain, "get_lr") == 0.3
    schedule = reader.make(STEP, 0.1, 3)
    held = reader.make("paddle.optimizer.SGD", schedule, [])
    assert reader.do(held, "get_lr") == 0.1
    for _ in range(3):
        reader.do(schedule, "step")
    assert reader.do(held, "get_lr") == pytest.approx(0.01)
    reader.in_loop = True
    assert isinstance(reader.do(held, "get_lr"), Unknown)


def test_set_lr(reader):
    made = reader.make("paddle.optimizer.SGD", 0.3, [])
    reader.do(made, "set_lr", 2, line=9)
    assert (made.built.rate, made.built.given, made.built.rate_place.line) == (2.0, 0.3, 9)
    assert reader.trace == [TraceEvent("set_lr", 0, made.built.rate_place, 2.0)]
    with pytest.raises(Stopped, match="must be float, but received <class 'str'>"):
        reader.do(made, "set_lr", "2")


def test_set_lr_beside_a_schedule_stops_the_program(reader):
    made = reader.make("paddle.optimizer.SGD", reader.make(STEP, 0.1, 3), [])
    with pytest.raises(
        Stopped, match=r"^RuntimeError: optimizer's learning rate can't be LRScheduler when invoke this"
    ):
        reader.do(made, "set_lr", 0.2)
    assert reader.kinds() == [("build", 0), ("set_lr", 0)]


def test_a_schedule_is_given_later(reader):
    made = reader.make("paddle.optimizer.SGD", 0.3, [])
    first, second = reader.make(STEP, 0.1, 3), reader.make(STEP, 0.2, 3)
    reader.do(made, "set_lr_scheduler", first)
    assert made.built.rate is first.built
    made.set_attribute("_learning_rate", second, reader, HERE)
    assert made.built.rate is second.built
    assert [(e.subject, e.detail) for e in reader.trace if e.kind == "give"] == [(0, 0), (0, 1)]


def test_a_number_in_the_private_attribute(reader):
    made = reader.make("paddle.optimizer.SGD", 0.3, [])
    made.set_attribute("_learning_rate", 0.2, reader, HERE)
    assert (made.built.rate, reader.program.not_known) == (0.2, [])
    reader.do(made, "step")
    made.set_attribute("_learning_rate", 0.1, reader, HERE)
    assert made.built.rate == 0.2
    assert [(one.subject, one.kind) for one in reader.program.not_known] == [(0, "optimizer")]


def test_writes_into_private_attributes(reader):
    made = reader.make("paddle.optimizer.SGD", 0.3, [])
    made.named("opt", reader)
    groups = reader.get(made, "_param_groups", HERE)
    groups.item(0, reader, HERE).set_item("learning_rate", 0.1, reader, HERE)
    assert reader.trace == [TraceEvent("write", 0, HERE, "opt._param_groups[0]['learning_rate']")]


def test_a_state_is_loaded(reader):
    made = reader.make("paddle.optimizer.SGD", 0.3, [])
    reader.do(made, "set_state_dict", {})
    assert reader.loads == [("optimizer", 0)]


def test_an_optimizer_that_a_loop_builds_again_stays_one(reader):
    reader.make("paddle.optimizer.SGD", 0.3, [], line=5)
    reader.round["optimizer", 5] = 0
    reader.make("paddle.optimizer.SGD", 0.3, [], line=5)
    assert (len(reader.program.optimizers), reader.trace) == (1, [])
    reader.make("paddle.optimizer.SGD", 0.2, [], line=5)
    assert [(event.kind, event.detail) for event in reader.trace] == [("set_lr", 0.2)]


def test_a_rate_that_may_be_a_schedule(reader):
    schedule = reader.make(STEP, 0.1, 3)
    reader.make("paddle.optimizer.SGD", Unknown("lr", "depends on args.decay", HERE, (schedule, 0.1)), [])
    assert [(one.subject, one.kind) for one in reader.program.not_known] == [(0, "schedule")]


def test_a_schedule_for_a_group_of_parameters(reader):
    schedule = reader.make(STEP, 0.1, 3)
    reader.make("paddle.optimizer.SGD", 0.1, [{"params": [], "learning_rate": schedule}])
    assert "which Paddle refuses" in reader.program.not_known[0].why


def test_unknown_arguments_make_the_rate_unknown(reader):
    from paddle_lrkit.scripts.library.base import LIBRARY, Arguments

    arguments = Arguments([], {"parameters": []}, HERE, reader, {}, {}, incomplete=True)
    assert isinstance(LIBRARY["paddle.optimizer.SGD"].function(arguments).built.rate, Unknown)


def test_further_optimizers_take_the_rate_first(reader):
    for home, names in OTHERS.items():
        for name in names:
            assert reader.make(f"{home}.{name}", 0.25).built.rate == 0.25
    assert optimizer_parameters("RMSProp")["learning_rate"] is REQUIRED


def test_an_argument_of_another_framework_is_noted_and_left_out(reader):
    made = reader.make("paddle.optimizer.SGD", learning_rate=0.1, parameters=[], momentum=0.9)
    assert made.built.rate == 0.1
    assert [note.why for note in reader.program.not_known] == [
        "Paddle stops here: SGD has no argument momentum; the script is read as if it were not given"
    ]
