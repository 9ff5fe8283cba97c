import numpy as np
import paddle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit import LrkitError
from paddle_lrkit.optimizers import ScheduleFreeAdamW, ScheduleFreeSGD
from paddle_lrkit.schedulers import CurveLR

from .reference import CURVE, give_gradients, gradient_of, groups, parameters

WEIGHT = paddle.create_parameter([1], "float32")


def built(kind=ScheduleFreeAdamW):
    weights = parameters("float32")
    return weights, kind(CurveLR(CURVE), parameters=groups(weights), weight_decay=0.1)


def train(optimizer, weights, updates):
    for update in updates:
        give_gradients(weights, gradient_of(update, [weight.numpy() for weight in weights], "float32"))
        optimizer.step()
        optimizer.clear_grad()
        optimizer._learning_rate.step()


def bits(weights):
    return [weight.numpy().tobytes() for weight in weights]


def test_the_weights_in_training_come_back_bit_for_bit():
    weights, optimizer = built()
    train(optimizer, weights, range(10))
    trained = bits(weights)
    with optimizer.evaluation():
        assert optimizer.evaluating
        averaged = bits(weights)
        with optimizer.evaluation():
            assert bits(weights) == averaged
        assert optimizer.evaluating
    assert (bits(weights), optimizer.evaluating) == (trained, False)
    assert averaged != trained


def test_a_step_in_evaluation_mode_is_refused():
    weights, optimizer = built(ScheduleFreeSGD)
    optimizer.eval()
    weights[0].sum().backward()
    with pytest.raises(LrkitError, match=r"ScheduleFreeSGD is in evaluation mode.*call train\(\) first"):
        optimizer.step()


@pytest.mark.parametrize("evaluating", [False, True])
def test_a_state_of_either_mode_continues_bit_for_bit(evaluating, tmp_path):
    weights, optimizer = built()
    train(optimizer, weights, range(20))
    if evaluating:
        optimizer.eval()
    saved, values = str(tmp_path / "o.pdopt"), [weight.clone() for weight in weights]
    paddle.save(optimizer.state_dict(), saved)
    optimizer.train()
    train(optimizer, weights, range(20, 25))
    uninterrupted = bits(weights)
    resumed = ScheduleFreeAdamW(CurveLR(CURVE), parameters=groups(weights), weight_decay=0.1)
    resumed.set_state_dict(paddle.load(saved))
    for weight, value in zip(weights, values, strict=True):
        weight.set_value(value)
    assert resumed.evaluating is evaluating
    resumed.train()
    train(resumed, weights, range(20, 25))
    assert bits(weights) == uninterrupted


def test_short_types_are_averaged_in_float32():
    weight = paddle.create_parameter([4], "bfloat16", default_initializer=paddle.nn.initializer.Constant(1.0))
    optimizer = ScheduleFreeSGD(0.1, parameters=[weight], multi_precision=True)
    for _ in range(3):
        weight.astype("float32").sum().backward()
        optimizer.step()
        optimizer.clear_grad()
    master = optimizer.state_dict()["master_weights"][weight.name]
    assert master.numpy() == pytest.approx(0.1 * 0.7 + 0.9 * 0.8)
    with optimizer.evaluation():
        assert weight.astype("float32").numpy() == pytest.approx(0.8, rel=4e-3)
        assert master.numpy() == pytest.approx(0.79)
    assert weight.astype("float32").numpy().tolist() == master.astype("bfloat16").astype("float32").numpy().tolist()


def test_a_parameter_without_gradient_keeps_its_weights():
    weights, optimizer = built()
    before = weights[1].numpy().tobytes()
    for _ in range(3):
        (weights[0] ** 2).sum().backward()
        optimizer.step()
        optimizer.clear_grad()
        optimizer._learning_rate.step()
    with optimizer.evaluation():
        assert weights[1].numpy().tobytes() == before
    assert optimizer.measurements()["averaging_weight"] == pytest.approx(0.8)


@given(
    rates=st.lists(st.floats(0, 10), min_size=1, max_size=30),
    r=st.floats(0, 3),
    power=st.floats(0, 3),
    largest=st.booleans(),
)
def test_the_average_has_the_weights_of_the_updates(rates, r, power, largest):
    optimizer = ScheduleFreeSGD(parameters=[WEIGHT], r=r, weight_lr_power=power, largest_rate=largest)
    weights, average = [], np.zeros(len(rates))
    for update, rate in enumerate(rates):
        optimizer.used_rate = rate
        optimizer.scalars["t"] += 1
        share = optimizer._next_share(1.0)
        average = (1 - share) * average
        average[update] += share
        weights.append((update + 1) ** r * (max(rates[: update + 1]) if largest else rate) ** power)
    assert average == pytest.approx(np.array(weights) / (sum(weights) or 1), abs=1e-12)
