"""The rate that is read back from an optimizer."""

from __future__ import annotations

import paddle
import pytest

from paddle_lrkit.schedulers.applied_rate import applied_rate, rates_match


def test_it_is_the_rate_of_the_last_step():
    model = paddle.nn.Linear(1, 1)
    scheduler = paddle.optimizer.lr.StepDecay(0.5, 1, 0.1)
    optimizer = paddle.optimizer.SGD(scheduler, parameters=model.parameters())
    for expected in (0.5, 0.05):
        model(paddle.ones([1, 1])).sum().backward()
        optimizer.step()
        assert float(applied_rate(optimizer).item()) == pytest.approx(expected)
        scheduler.step()


def test_before_the_first_step_it_is_the_rate_to_be_used():
    optimizer = paddle.optimizer.SGD(0.1, parameters=paddle.nn.Linear(1, 1).parameters())
    assert applied_rate(optimizer).item() == 0.1


@pytest.mark.filterwarnings("error")
def test_a_rate_above_all_float32_numbers_is_infinite():
    assert rates_match(1e300, float("inf"))
    assert not rates_match(1e300, 1.0)
