import paddle
import pytest

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.schedulers import StepDecay, UpdateCounter


@pytest.fixture
def setup():
    layer = paddle.nn.Linear(1, 1)
    scheduler = StepDecay(0.5, 1, 0.5)
    optimizer = paddle.optimizer.SGD(scheduler, parameters=layer.parameters())
    layer(paddle.ones([1, 1])).sum().backward()
    return layer, scheduler, optimizer


def test_counts_steps_and_minimize(setup):
    layer, scheduler, optimizer = setup
    with UpdateCounter(optimizer) as counter:
        optimizer.step()
        optimizer.minimize(layer(paddle.ones([1, 1])).sum())
        scheduler.step()
        optimizer.step()
    optimizer.step()
    assert (counter.updates, counter.planned, counter.applied) == (3, 0.25, 0.25)
    assert "step" not in vars(optimizer)


def test_an_update_that_a_loss_scaler_skipped_does_not_count(setup):
    _, _, optimizer = setup
    with UpdateCounter(optimizer) as counter:
        for infinite in (True, False, paddle.to_tensor([True]), paddle.to_tensor([False])):
            optimizer._set_auxiliary_var("found_inf", infinite)
            optimizer.step()
    assert (counter.updates, counter.skipped) == (2, 2)


def test_a_rate_that_is_not_applied_shows(setup):
    layer, _, _ = setup
    optimizer = paddle.optimizer.SGD(0.5, parameters=layer.parameters())
    optimizer.step()
    optimizer._learning_rate = 0.001
    with UpdateCounter(optimizer) as counter:
        optimizer.step()
    assert (counter.planned, counter.applied) == (0.001, 0.5)


def test_the_wrong_order_is_said(setup):
    _, scheduler, optimizer = setup
    with UpdateCounter(optimizer, strict=True), pytest.raises(LrkitError, match=r"the rate 0\.5 was never applied"):
        scheduler.step()
    assert scheduler.last_epoch == 0


def test_two_steps_between_updates_are_said(setup):
    _, scheduler, optimizer = setup
    with UpdateCounter(optimizer, strict=True):
        optimizer.step()
        scheduler.step()
        scheduler.step(7)
        with pytest.raises(LrkitError, match="before the optimizer made update 1"):
            scheduler.step()
    scheduler.step()
    assert scheduler.last_epoch == 8


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_counters_may_be_closed_in_any_order(setup, order):
    _, scheduler, optimizer = setup
    counters = [UpdateCounter(optimizer, strict=True), UpdateCounter(optimizer)]
    optimizer.step()
    for index in order:
        counters[index].close()
    optimizer.step()
    scheduler.step()
    scheduler.step()
    assert [counter.updates for counter in counters] == [1, 1]
