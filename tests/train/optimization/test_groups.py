"""Every optimizer that a config can name applies the rate of a group, with its weight decay."""

from __future__ import annotations

import paddle
import pytest

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.optimizer_arguments import ARGUMENTS, find_arguments
from paddle_lrkit.config.optimizer_groups import OptimizerGroup
from paddle_lrkit.config.optimizer_settings import Optimizer
from paddle_lrkit.curves import constant
from paddle_lrkit.schedulers import CurveLR
from paddle_lrkit.suites.schedule_group import ScheduleGroup
from paddle_lrkit.train.optimization.groups import claims_of, group_scheduler
from paddle_lrkit.train.optimization.optimizer import build_optimizer

NEW = ("RAdam", "NAdam", "ASGD") if paddle.__version__.startswith("2.") else ()
LEARNED = ("HypergradientSGD", "HypergradientAdam")
"""They add what they learn to the rate, so 0 is not their rate for long."""


class Twins(paddle.nn.Layer):
    def __init__(self):
        super().__init__()
        self.still, self.moving = paddle.nn.Linear(3, 2), paddle.nn.Linear(3, 2)

    def forward(self, x):
        return self.still(x) + self.moving(x)


@pytest.mark.parametrize("name", [name for name in ARGUMENTS if name not in (*NEW, *LEARNED)])
def test_a_rate_of_zero_moves_nothing_and_another_rate_does(name):
    paddle.seed(3)
    model = Twins()
    decays = [OptimizerGroup("still", weight_decay=0.1)]
    settings = Optimizer(name, Component("Constant"), find_arguments(name)(), weight_decay=0.01, groups=decays)
    optimizer = build_optimizer(settings, model, CurveLR(constant(0.1)))
    groups = (ScheduleGroup("still", ("still",), scale=0.0), ScheduleGroup("moving", ("moving",), curve=constant(0.5)))
    scheduler = group_scheduler(optimizer, model, claims_of(model, groups))
    before = {key: one.numpy().copy() for key, one in model.named_parameters()}
    for _ in range(3):
        model(paddle.randn([4, 3])).square().sum().backward()
        optimizer.step()
        optimizer.clear_grad()
    moved = {key: bool((one.numpy() != before[key]).any()) for key, one in model.named_parameters()}
    assert moved == {key: key.startswith("moving") for key in before}
    assert {key: float(rate) for key, rate in scheduler.applied().items()} == {"still": 0.0, "moving": 0.5}
