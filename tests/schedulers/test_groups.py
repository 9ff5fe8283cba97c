import numpy as np
import paddle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, cosine, layer_factors, linear, scale
from paddle_lrkit.errors import CheckpointError, ConfigError, LrkitError
from paddle_lrkit.schedulers import CurveLR, GroupLR, ParameterGroup

CURVES = {"a": constant(0.5), "b": linear(0.3, 0.0, 10), "c": cosine(0.07, 0.01, 8)}


def make(optimizer=paddle.optimizer.SGD, frozen=None, layers=3, **options):
    """Layers whose output is the sum of their biases, so that the gradient of each bias is 1."""
    parts = [paddle.nn.Linear(1, 1, bias_attr=paddle.nn.initializer.Constant(0.0)) for _ in range(layers)]
    groups = [
        ParameterGroup(parts[1].parameters(), CURVES["b"], frozen),
        ParameterGroup(parts[2].parameters(), CURVES["c"]),
    ]
    scheduler = GroupLR(CURVES["a"], groups)
    parameters = [parameter for part in parts for parameter in part.parameters()]
    return parts, scheduler, optimizer(scheduler, parameters=parameters, **options)


def update(parts, optimizer):
    """Makes one update and returns by how much each bias fell."""
    for part in parts:
        part.bias.set_value(paddle.zeros([1]))
    paddle.add_n([part(paddle.ones([1, 1])) for part in parts]).sum().backward()
    optimizer.step()
    optimizer.clear_grad()
    return [-part.bias.item() for part in parts]


def test_each_group_is_applied_its_own_rate_exactly():
    parts, scheduler, optimizer = make()
    for now in range(12):
        expected = [np.float32(curve(now)) for curve in CURVES.values()]
        assert update(parts, optimizer) == expected
        scheduler.step()


@pytest.mark.parametrize("kind", [paddle.optimizer.Momentum, paddle.optimizer.Adam, paddle.optimizer.AdamW])
def test_the_group_gets_what_the_optimizer_alone_would_apply(kind):
    """A group moves exactly like the same parameters in an optimizer of their own."""
    parts, _, optimizer = make(kind, weight_decay=0.01)
    alone = paddle.nn.Linear(1, 1)
    alone.set_state_dict(parts[2].state_dict())
    own = kind(CurveLR(CURVES["c"]), parameters=alone.parameters(), weight_decay=0.01)
    for _ in range(6):
        for network, opt in ((parts, optimizer), ([alone], own)):
            paddle.add_n([part(paddle.ones([1, 1])) for part in network]).sum().backward()
            opt.step()
            opt.clear_grad()
            opt._learning_rate.step()
        assert parts[2].weight.item() == alone.weight.item()


def test_a_frozen_group_changes_nothing_and_then_goes_on():
    parts, scheduler, optimizer = make(paddle.optimizer.Momentum, frozen=(2, 5))
    moved = []
    for _ in range(7):
        weight = parts[1].weight.item()
        update(parts, optimizer)
        moved.append(parts[1].weight.item() != weight)
        scheduler.step()
    assert moved == [True, True, False, False, False, True, True]
    assert parts[1].weight.stop_gradient is False


def test_a_parameter_that_was_not_trainable_stays_so():
    layer = paddle.nn.Linear(1, 1)
    layer.bias.stop_gradient = True
    scheduler = GroupLR(constant(0.1), [ParameterGroup(layer.parameters(), constant(0.2), frozen=(0, 2))])
    scheduler.step(5)
    assert (layer.weight.stop_gradient, layer.bias.stop_gradient) == (False, True)


@settings(max_examples=30)
@given(at=st.integers(0, 12), frozen=st.none() | st.tuples(st.integers(0, 6), st.integers(7, 12)))
def test_resume_gives_the_same_future(at, frozen):
    _, saved, _ = make(frozen=frozen)
    saved.step(at)
    _, loaded, _ = make(frozen=frozen)
    loaded.set_state_dict(saved.state_dict())
    for _ in range(4):
        assert (loaded(), loaded.group_rates()) == (saved(), saved.group_rates())
        assert [p.stop_gradient for g in loaded.groups for p in g.parameters] == [
            p.stop_gradient for g in saved.groups for p in g.parameters
        ]
        loaded.step()
        saved.step()


def test_a_state_of_other_groups_needs_a_policy():
    _, saved, _ = make()
    _, other, _ = make(frozen=(1, 2))
    with pytest.raises(CheckpointError, match="the state has the groups"):
        other.set_state_dict(saved.state_dict())
    other.set_state_dict(saved.state_dict(), policy="keep")
    with pytest.raises(CheckpointError, match="cannot start each group"):
        other.set_state_dict(saved.state_dict(), policy="extend")


def test_layer_wise_decay():
    layers = [paddle.nn.Linear(1, 1) for _ in range(3)]
    curve = linear(0.1, 0.0, 10)
    groups = [
        ParameterGroup(layer.parameters(), scale(curve, factor))
        for layer, factor in zip(layers, layer_factors(3, 0.5), strict=True)
    ]
    scheduler = GroupLR(curve, groups)
    scheduler.step(5)
    assert scheduler.group_rates() == pytest.approx([0.0125, 0.025, 0.05])


def test_an_optimizer_that_replaces_the_rate_is_noticed():
    layer = paddle.nn.Linear(1, 1)
    scheduler = GroupLR(constant(0.1), [ParameterGroup(layer.parameters(), constant(0.2))])
    paddle.optimizer.SGD(scheduler, parameters=[{"params": layer.parameters()}])
    with pytest.raises(LrkitError, match=r"has replaced the rate of parameter .*flat list"):
        scheduler.step()


@pytest.mark.parametrize(
    ("make_it", "sentence"),
    [
        (lambda p: GroupLR(constant(0.1), [ParameterGroup(p), ParameterGroup(p)]), "is in two groups"),
        (lambda p: ParameterGroup(p, 0.1), "curve: must be a curve, got 0.1"),
        (lambda p: ParameterGroup(p, frozen=(3, 3)), r"frozen\[1\]: must be >= 4, got 3"),
    ],
)
def test_bad_arguments(make_it, sentence):
    with pytest.raises(ConfigError, match=sentence):
        make_it(paddle.nn.Linear(1, 1).parameters())
