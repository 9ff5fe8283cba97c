"""What Paddle 3.3.1 and 2.6.2 do in 22 situations, and what this package does there.

Each test shows Paddle's result first; both versions give it unless the test says otherwise. A version of Paddle in
which a defect is gone makes its test fail, which is the moment to change the docstring that mentions it.
"""

import sys
import warnings

import numpy as np
import paddle
import pytest
from paddle.optimizer import lr

from paddle_lrkit import schedulers as ours
from paddle_lrkit.curves import constant, cosine, linear
from paddle_lrkit.errors import CheckpointError, ConfigError, LrkitError
from paddle_lrkit.plugins import hapi
from paddle_lrkit.suites.load import load_schedule

NAN = float("nan")
NAMED = {"name": "CosineAnnealingDecay", "learning_rate": 0.1, "T_max": "10it"}
ignore_copies = pytest.mark.filterwarnings("ignore:To copy construct from a tensor")


class Ones(paddle.io.Dataset):
    def __len__(self):
        return 16

    def __getitem__(self, index):
        return np.ones(4, "float32"), np.zeros(1, "float32")


def optimizer_of(rate, kind=paddle.optimizer.SGD):
    layer = paddle.nn.Linear(2, 1)
    return layer, kind(rate, parameters=layer.parameters())


def lines_executed(call):
    """Lines of Python that a call executes: a measure of its cost that no machine changes."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def test_d1_the_cost_of_a_late_update():
    boundaries, values = list(range(1, 20001)), [0.1] * 20001
    cost = {}
    for name, module in (("paddle", lr), ("ours", ours)):
        piecewise = module.PiecewiseDecay(boundaries, values)
        for update in (10, 19999):
            piecewise.last_epoch = update
            cost[name, update] = lines_executed(piecewise.get_lr)
    assert cost["paddle", 19999] > 1000 * cost["paddle", 10]
    assert cost["ours", 19999] == cost["ours", 10] < 30

    asked = {"paddle": 0, "ours": 0}
    for name, module in (("paddle", lr), ("ours", ours)):

        def factor(update, name=name):
            asked[name] += 1
            return 0.999

        product = module.MultiplicativeDecay(0.1, factor)
        for _ in range(100):
            product.step()
    assert asked == {"paddle": 100 * 101 // 2, "ours": 100}


def test_d2_a_resumed_restart_schedule_forgets_its_cycle(rates):
    def resumed(module):
        a, b = (module.CosineAnnealingWarmRestarts(0.1, 10, T_mult=2) for _ in range(2))
        for _ in range(25):
            a.step()
        b.set_state_dict(a.state_dict())
        a.step()
        b.step()
        return a(), b()

    assert resumed(lr) == pytest.approx((0.00955, 0.09755), abs=1e-5)
    assert resumed(ours) == pytest.approx((0.00955, 0.00955), abs=1e-5)


def test_d3_a_finished_cosine_resumed_to_a_longer_run_stays_at_zero(rates):
    def finished(module):
        scheduler = module.CosineAnnealingDecay(0.1, 100)
        for _ in range(100):
            scheduler.step()
        return scheduler.state_dict()

    longer = lr.CosineAnnealingDecay(0.1, 200)
    longer.set_state_dict(finished(lr))
    assert set(rates(longer, 100)) == {0.0}

    longer = ours.CosineAnnealingDecay(0.1, 200)
    with pytest.raises(CheckpointError, match="name a policy to continue: keep, extend, rescale"):
        longer.set_state_dict(finished(ours))
    with pytest.raises(CheckpointError, match="rate is 0 at update 100 and would stay 0; policy 'keep' follows"):
        longer.set_state_dict(finished(ours), policy="extend")
    longer.set_state_dict(finished(ours), policy="keep")
    assert rates(longer, 100) == [cosine(0.1, 0.0, 200)(update) for update in range(100, 200)]


def test_d4_a_state_of_another_schedule_is_loaded():
    def halfway(module):
        scheduler = module.CosineAnnealingDecay(0.1, 100)
        for _ in range(50):
            scheduler.step()
        return scheduler.state_dict()

    other, step = lr.CosineAnnealingDecay(0.01, 200), lr.StepDecay(0.5, 30)
    other.set_state_dict(halfway(lr))
    step.set_state_dict(halfway(lr))
    other.step()
    assert (round(other(), 4), round(step(), 4)) == (0.0497, 0.05)

    for scheduler in (ours.CosineAnnealingDecay(0.01, 200), ours.StepDecay(0.5, 30)):
        with pytest.raises(CheckpointError, match=r"of another schedule: .* now.* name a policy"):
            scheduler.set_state_dict(halfway(ours))
        scheduler.set_state_dict(halfway(ours), policy="keep")
        scheduler.step()
        assert scheduler() == scheduler.curve(51)


def test_d5_the_constructor_with_last_epoch():
    assert lr.CosineAnnealingDecay(0.1, 100, last_epoch=49)() == pytest.approx(0.097, abs=1e-3)
    assert lr.LinearLR(0.1, 100, 0.1, last_epoch=49)() == pytest.approx(0.1017, abs=1e-4)
    jumped = lr.LinearLR(0.1, 100, 0.1)
    jumped.step(50)
    assert jumped() == pytest.approx(0.0102, abs=1e-4)

    assert ours.CosineAnnealingDecay(0.1, 100, last_epoch=49)() == pytest.approx(0.05)
    assert ours.LinearLR(0.1, 100, 0.1, last_epoch=49)() == pytest.approx(0.055)
    jumped = ours.LinearLR(0.1, 100, 0.1)
    jumped.step(50)
    assert jumped() == pytest.approx(0.055)


def test_d6_a_warmup_feeds_the_step_number_to_a_plateau(rates):
    def run(module):
        return rates(module.LinearWarmup(module.ReduceOnPlateau(0.1, patience=2, factor=0.5), 3, 0.0, 0.1), 16)

    assert run(lr)[-1] == pytest.approx(0.00625)
    assert run(ours)[3:] == [0.1] * 13


@ignore_copies
def test_d7_the_plateau_callback_does_not_change_the_applied_rate():
    def after_two_bad_evaluations(callback):
        network = paddle.nn.Linear(4, 1)
        model = paddle.Model(network)
        model.prepare(paddle.optimizer.SGD(0.1, parameters=network.parameters()), paddle.nn.MSELoss())
        options = {"mode": "max", "patience": 1, "factor": 0.5, "verbose": 0, "min_delta": 1e9}
        model.fit(Ones(), Ones(), batch_size=8, epochs=2, verbose=0, callbacks=[callback(**options)])
        before = network.bias.item()
        network.bias.sum().backward()
        model._optimizer.step()
        return model._optimizer.get_lr(), pytest.approx(before - network.bias.item(), rel=1e-3)

    assert after_two_bad_evaluations(paddle.callbacks.ReduceLROnPlateau) == (0.05, 0.1)
    assert after_two_bad_evaluations(hapi.ReduceLROnPlateau) == (0.05, 0.05)


@ignore_copies
def test_d8_fit_counts_batches_and_fails_on_a_plateau():
    def fit(scheduler, callbacks=()):
        network = paddle.nn.Linear(4, 1)
        model = paddle.Model(network)
        model.prepare(paddle.optimizer.SGD(scheduler, parameters=network.parameters()), paddle.nn.MSELoss())
        options = {"batch_size": 2, "epochs": 1, "verbose": 0, "accumulate_grad_batches": 4}
        model.fit(Ones(), callbacks=list(callbacks), **options)
        return scheduler.last_epoch

    assert fit(lr.StepDecay(0.1, 1, 0.5)) == 8
    assert fit(ours.StepDecay(0.1, 1, 0.5), [hapi.LRScheduler()]) == 2
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        fit(lr.ReduceOnPlateau(0.1))
    assert fit(ours.ReduceOnPlateau(0.1), [hapi.LRScheduler(), hapi.PlateauMetric(when="epoch")]) == 2


def test_d9_nan_and_negative_metrics():
    def run(module):
        once_nan, negative = (module.ReduceOnPlateau(0.1, patience=2, factor=0.5) for _ in range(2))
        for index in range(13):
            once_nan.step(1 / index if index else NAN)
            negative.step(-10.0)
        return once_nan(), negative()

    assert run(lr) == (pytest.approx(0.00625), 0.1)
    assert run(ours) == (0.1, pytest.approx(0.00625))


def test_d10_one_cycle(rates):
    theirs = lr.OneCycleLR(0.1, 10, anneal_strategy="linear", end_learning_rate=0.0)
    assert rates(theirs, 11)[-1] == pytest.approx(-0.0143, abs=1e-4)
    with pytest.raises(ValueError, match="Tried to step 11 times"):
        theirs.step()
    with pytest.raises(ZeroDivisionError):
        lr.OneCycleLR(0.1, 10, phase_pct=0.1)
    assert max(rates(lr.OneCycleLR(1.0, 15, phase_pct=0.3), 15)) == pytest.approx(0.9944, abs=1e-4)

    assert rates(ours.OneCycleLR(0.1, 10, anneal_strategy="linear", end_learning_rate=0.0), 20)[9:] == [0.0] * 11
    assert rates(ours.OneCycleLR(0.1, 10, phase_pct=0.1), 10)[0] == 0.1
    assert max(rates(ours.OneCycleLR(1.0, 15, phase_pct=0.3), 15)) == 1.0


def test_d11_a_jump_misses_a_restart(rates):
    def run(module):
        walked, jumped = (module.CosineAnnealingWarmRestarts(0.1, 1, T_mult=3) for _ in range(2))
        warm = module.LinearWarmup(module.CosineAnnealingWarmRestarts(0.1, 1, T_mult=3), 5, 0.0, 0.1)
        jumped.step(121)
        return rates(walked, 122)[-1], jumped(), rates(warm, 127)[-1]

    assert run(lr) == pytest.approx((0.1, 0.0, 0.0))
    assert run(ours) == (0.1, 0.1, 0.1)


def test_d12_asking_get_lr(rates):
    def run(module):
        walked = module.CosineAnnealingDecay(0.1, 100)
        rates(walked, 51)
        warm = module.LinearWarmup(module.LinearLR(0.1, 10, 0.1), 2, 0.0, 0.01)
        rates(warm, 5)
        return walked(), walked.get_lr(), [warm(), *(warm.get_lr() for _ in range(4))]

    now, asked, warm = run(lr)
    assert (round(now, 5), round(asked, 5)) == (0.05, 0.04848)
    assert warm == pytest.approx([0.028, 0.0413, 0.0608, 0.0896, 0.1321], abs=1e-4)
    now, asked, warm = run(ours)
    assert now == asked == pytest.approx(0.05)
    assert warm == pytest.approx([0.028] * 5)


@pytest.mark.parametrize(
    ("name", "arguments", "theirs", "sentence"),
    [
        ("StepDecay", (0.1, 5, -0.5), -0.05, "gamma: must be > 0 and < 1, got -0.5"),
        ("ExponentialDecay", (NAN, 0.9), NAN, "learning_rate: must be a finite number >= 0, got nan"),
        ("PiecewiseDecay", ([30, 10], [0.1, 0.01, 0.001]), 0.1, "boundaries: must ascend, each once, got 10 after 30"),
        ("PiecewiseDecay", ([3], [1.0, 2.0, 3.0, 4.0]), 4.0, "values: must have one value more than there are bound"),
        ("CosineAnnealingDecay", (0.1, 10, 1.0), 0.55, "eta_min: must be >= 0 and <= 0.1, got 1.0"),
        ("PolynomialDecay", (5e-5, 10), 7.5e-05, "end_lr: must be >= 0 and <= 5e-05, got 0.0001"),
        ("ExponentialDecay", (True, 0.9), 0.59049, "learning_rate: must be a finite number >= 0, got True"),
        ("ReduceOnPlateau", (-0.1,), -0.1, "learning_rate: must be >= 0, got -0.1"),
    ],
)
def test_d13_no_validation(rates, name, arguments, theirs, sentence):
    scheduler = getattr(lr, name)(*arguments)
    last = scheduler() if name == "ReduceOnPlateau" else rates(scheduler, 6)[-1]
    assert last == pytest.approx(theirs, abs=1e-6, nan_ok=True)
    with pytest.raises(ConfigError) as caught:
        getattr(ours, name)(*arguments)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("name", "arguments", "error", "rate"),
    [
        ("CosineAnnealingDecay", (0.1, np.int64(5)), TypeError, 0.1),
        ("ExponentialDecay", (np.float32(0.1), 0.9), TypeError, float(np.float32(0.1))),
        ("LinearWarmup", (0.1, 5, 0.1, 0.1), AssertionError, 0.1),
        ("LinearWarmup", (0.1, 0, 0.0, 0.1), AssertionError, 0.1),
        ("LinearLR", (0.1, 10, 0.0), ValueError, 0.0),
    ],
)
def test_d14_types_that_are_refused(name, arguments, error, rate):
    with pytest.raises(error):
        getattr(lr, name)(*arguments)
    assert getattr(ours, name)(*arguments)() == rate


def test_d14_a_rate_that_is_an_int():
    with pytest.raises(TypeError):
        optimizer_of(1)
    _, optimizer = optimizer_of(ours.CurveLR(constant(1)))
    assert optimizer.get_lr() == 1.0


def test_d15_a_warmup_moves_the_rest_out_of_the_run(rates):
    def over_cosine(module):
        return rates(module.LinearWarmup(module.CosineAnnealingDecay(0.1, 100), 20, 0.0, 0.1), 100)

    assert over_cosine(lr)[-1] == pytest.approx(0.01049, abs=1e-5)
    assert over_cosine(ours) == pytest.approx(over_cosine(lr), abs=1e-13)
    fitted = rates(ours.CurveLR(cosine(0.1, 0.0, 80).warmup(20)), 101)
    assert (fitted[20], fitted[100]) == (0.1, 0.0)

    seam = rates(lr.LinearWarmup(lr.OneCycleLR(0.1, 100), 5, 0.0, 0.1), 7)
    assert seam == pytest.approx([0.0, 0.02, 0.04, 0.06, 0.08, 0.004, 0.0043], abs=1e-4)
    with pytest.warns(UserWarning, match=r"end_lr=0\.1, and the rate then jumps to 0\.004 at update 5"):
        said = ours.LinearWarmup(ours.OneCycleLR(0.1, 100), 5, 0.0, 0.1)
    assert rates(said, 7) == pytest.approx(seam, abs=1e-13)


def test_d16_a_correct_resume_warns_and_another_form_is_a_key_error():
    def make(module, form="scheduler"):
        body = module.CosineAnnealingDecay(0.1, 9) if form == "scheduler" else 0.1
        return module.LinearWarmup(body, 5, 0.0, 0.1)

    with pytest.warns(UserWarning, match="unused values in state_dict"):
        make(lr).set_state_dict(make(lr).state_dict())
    with pytest.raises(KeyError, match="LinearWarmup_LR"):
        make(lr).set_state_dict(make(lr, "rate").state_dict())

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        make(ours).set_state_dict(make(ours).state_dict())
        make(ours).set_state_dict(make(lr).state_dict())
    with pytest.raises(CheckpointError, match="name a policy"):
        make(ours).set_state_dict(make(ours, "rate").state_dict())


def test_d17_noam():
    assert lr.NoamDecay(512, 4000)() == 0.0
    with pytest.raises(ZeroDivisionError):
        lr.NoamDecay(512, 0)
    with pytest.raises(TypeError, match="complex"):
        lr.NoamDecay(512, -10)

    assert ours.NoamDecay(512, 4000)() > 0
    for warmup_steps in (0, -10):
        with pytest.raises(ConfigError, match=f"warmup_steps: must be >= 1, got {warmup_steps}"):
            ours.NoamDecay(512, warmup_steps)


def test_d18_cyclic_overflows():
    theirs, mine = lr.CyclicLR(0.001, 0.1, 1, mode="triangular2"), ours.CyclicLR(0.001, 0.1, 1, mode="triangular2")
    theirs.step(2047)
    with pytest.raises(OverflowError):
        theirs.step()
    mine.step(2047)
    for _ in range(1000):
        mine.step()
        assert mine() == 0.001


def test_d19_a_schedule_for_a_group():
    layer = paddle.nn.Linear(2, 2)
    group = {"params": layer.parameters(), "learning_rate": lr.StepDecay(0.5, 1)}
    optimizer = paddle.optimizer.SGD(0.1, parameters=[group])
    layer(paddle.ones([1, 2])).sum().backward()
    with pytest.raises((TypeError, ValueError), match="but got StepDecay"):
        optimizer.step()
    with pytest.raises(NotImplementedError):
        paddle.optimizer.AdamW(0.1, parameters=layer.parameters(), lr_ratio=lambda parameter: 0.5)

    layer = paddle.nn.Linear(2, 2)
    layer.bias.set_value(paddle.zeros([2]))
    optimizer = paddle.optimizer.SGD(0.1, parameters=layer.parameters())
    ours.GroupScheduler(optimizer, [ours.ParameterGroup(layer.parameters(), linear(0.5, 0.0, 10))])
    layer(paddle.ones([1, 2])).sum().backward()
    optimizer.step()
    assert (-layer.bias.numpy()).tolist() == [0.5, 0.5]


def test_d20_the_wrong_order_is_silent():
    layer, optimizer = optimizer_of(lr.StepDecay(0.1, 1, 0.5))
    used = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(3):
            optimizer._learning_rate.step()
            layer(paddle.ones([1, 2])).sum().backward()
            optimizer.step()
            used.append(optimizer.get_lr())
    assert used == pytest.approx([0.05, 0.025, 0.0125])

    layer, optimizer = optimizer_of(ours.StepDecay(0.1, 1, 0.5))
    with ours.UpdateCounter(optimizer, strict=True), pytest.raises(LrkitError, match=r"rate 0\.1 was never applied"):
        optimizer._learning_rate.step()


def test_d21_a_cosine_rises_again(rates):
    """Documented, so the class does the same and says so; a curve and the YAML name stay at the floor."""
    expected = rates(lr.CosineAnnealingDecay(0.1, 10), 21)
    assert expected[-1] == pytest.approx(0.1)
    with pytest.warns(UserWarning, match="CosineAnnealingDecay: the rate rises again after update 10"):
        assert rates(ours.CosineAnnealingDecay(0.1, 10), 21) == pytest.approx(expected, abs=1e-13)
    assert rates(ours.CurveLR(cosine(0.1, 0.0, 10)), 21)[10:] == [0.0] * 11
    named = load_schedule({"Global": {"updates": 21}, "Optimizer": {"name": "SGD", "lr": NAMED}}).curve
    assert [named(update) for update in range(10, 21)] == [0.0] * 11


def test_d22_a_checkpoint_without_the_state_of_the_scheduler():
    def load(rate):
        _, saved = optimizer_of(ours.StepDecay(0.1, 5))
        state = {key: value for key, value in saved.state_dict().items() if key != "LR_Scheduler"}
        _, optimizer = optimizer_of(rate)
        optimizer.set_state_dict(state)

    if paddle.__version__.startswith("2."):
        with pytest.raises(KeyError):
            load(lr.LambdaDecay(0.1, lambda update: 0.9**update))
    else:
        load(lr.LambdaDecay(0.1, lambda update: 0.9**update))
    with pytest.raises((AssertionError, KeyError), match="LR_Scheduler"):
        load(ours.LambdaDecay(0.1, lambda update: 0.9**update))
    with pytest.raises(CheckpointError, match="needs 'last_epoch'"):
        ours.LambdaDecay(0.1, lambda update: 0.9**update).set_state_dict({})


def test_what_paddle_does_right_stays(rates):
    """Equal limits, jumps, nested warmups and the recursive cosine are fine in Paddle, and the same here."""
    assert set(rates(ours.CosineAnnealingDecay(0.1, 10, 0.1), 40)) == {0.1}
    jumped = lr.CosineAnnealingDecay(0.1, 100)
    jumped.step(37)
    jumped.step()
    assert jumped() == pytest.approx(ours.CosineAnnealingDecay(0.1, 100).curve(38), abs=1e-15)
