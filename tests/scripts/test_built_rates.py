"""The rates of built schedules against Paddle's own classes and against plain formulas."""

import math

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.scripts.built_rates import HOMES, built_rates, class_of
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

lr = pytest.importorskip("paddle.optimizer.lr", reason="needs Paddle")
HERE = CodePlace("train.py", 3)


def built(name, home="paddle.optimizer.lr", **arguments):
    return BuiltSchedule(0, f"{home}.{name}", HERE, arguments)


def stepped(scheduler, ticks):
    rates = [scheduler()]
    for _ in range(ticks):
        scheduler.step()
        rates.append(scheduler())
    return rates


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("StepDecay", {"learning_rate": 0.1, "step_size": 7}),
        ("LambdaDecay", {"learning_rate": 0.1, "lr_lambda": lambda tick: 1 / (tick + 1)}),
        ("LambdaDecay", {"learning_rate": 0.1, "lr_lambda": lambda tick: 1 / (tick + 1), "last_epoch": 4}),
        ("MultiplicativeDecay", {"learning_rate": 0.1, "lr_lambda": lambda tick: 0.5 + tick / 100}),
        ("OneCycleLR", {"max_learning_rate": 0.1, "total_steps": 41}),
    ],
)
def test_a_class_of_paddle(name, arguments):
    rates = built_rates(built(name, **arguments))
    assert [rates.curve(tick) for tick in range(41)] == pytest.approx(stepped(getattr(lr, name)(**arguments), 40))


def test_a_schedule_in_a_warmup():
    cosine = {"learning_rate": 0.1, "T_max": 20}
    warmup = {"warmup_steps": 5, "start_lr": 0.0, "end_lr": 0.1}
    rates = built_rates(built("LinearWarmup", learning_rate=built("CosineAnnealingDecay", **cosine), **warmup))
    expected = stepped(lr.LinearWarmup(lr.CosineAnnealingDecay(**cosine), **warmup), 30)
    assert [rates.curve(tick) for tick in range(31)] == pytest.approx(expected, abs=1e-15)


def test_a_class_of_paddlenlp_and_one_of_the_script():
    rates = built_rates(
        built("LinearDecayWithWarmup", "paddlenlp.transformers", learning_rate=1, total_steps=10, warmup=0.2)
    )
    assert [rates.curve(tick) for tick in (0, 1, 2, 6)] == [0.0, 0.5, 1.0, 0.5]
    own = BuiltSchedule(0, "train.Own", HERE, rate_at=lambda tick: math.exp(-tick))
    assert built_rates(own).curve(2) == pytest.approx(0.135335283)


@pytest.mark.parametrize(
    ("schedule", "why"),
    [
        (
            built("StepDecay", learning_rate=Unknown("cfg.lr", "is not given", HERE), step_size=3),
            "`cfg.lr` is not given",
        ),
        (built("PiecewiseDecay", boundaries=[3], values=[1, Unknown("b", "is not known", HERE)]), "`b` is not known"),
        (built("StepDecay", learning_rate=0.1, step_size=3.0), "step_size: must be a whole number"),
        (built("NoamLR", "paddle.fluid.dygraph", d_model=3), "paddle.fluid.dygraph.NoamLR are not known"),
        (
            BuiltSchedule(0, "paddle.optimizer.lr.StepDecay", HERE, unknown_arguments=True),
            "arguments that are not known",
        ),
        (
            built("LambdaDecay", learning_rate=0.1, lr_lambda=lambda tick: Unknown("total", "is not known", HERE)),
            "`total` is not known",
        ),
        (built("LambdaDecay", learning_rate=0.1, lr_lambda=0.5), "lr_lambda: must be a function"),
    ],
)
def test_what_is_not_known_or_refused(schedule, why):
    with pytest.raises(ConfigError, match=why):
        built_rates(schedule)


def test_every_class_is_found_by_its_full_name():
    names = {
        name
        for name in dir(lr)
        if isinstance(getattr(lr, name), type) and issubclass(getattr(lr, name), lr.LRScheduler)
    }
    assert set(HOMES["paddle.optimizer.lr"]) == names - {"LRScheduler"}
    assert class_of("paddle_lrkit.StepDecay") is class_of("paddle.optimizer.lr.StepDecay")
    assert class_of("paddle.nn.Linear") is None


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"mearning_rate": 0.1, "step_size": 3}, "StepDecay takes no 'mearning_rate'; did you mean 'learning_rate'?"),
        ({"learning_rate": 0.1}, "StepDecay needs 'step_size'"),
    ],
)
def test_arguments_that_do_not_fit_are_one_sentence(arguments, sentence):
    made = BuiltSchedule(0, "paddle.optimizer.lr.StepDecay", CodePlace("train.py", 3), arguments)
    with pytest.raises(ConfigError) as raised:
        built_rates(made)
    assert sentence in str(raised.value)
