import numpy as np
import paddle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, cosine, layer_factors, linear
from paddle_lrkit.errors import CheckpointError, ConfigError, LrkitError
from paddle_lrkit.optimizers import Lion
from paddle_lrkit.schedulers import CurveLR, GroupScheduler, ParameterGroup, ReduceOnPlateau

CURVES = {"a": constant(0.5), "b": linear(0.3, 0.0, 10), "c": cosine(0.07, 0.01, 8)}


def make(optimizer=paddle.optimizer.SGD, frozen=None, **options):
    """Layers whose output is the sum of their biases, so that the gradient of each bias is 1."""
    parts = [paddle.nn.Linear(1, 1, bias_attr=paddle.nn.initializer.Constant(0.0)) for _ in range(3)]
    scheduler = CurveLR(CURVES["a"])
    parameters = [parameter for part in parts for parameter in part.parameters()]
    built = optimizer(scheduler, parameters=parameters, **options)
    found = [
        ParameterGroup(parts[1].parameters(), CURVES["b"], frozen=frozen, name="b"),
        ParameterGroup(parts[2].parameters(), CURVES["c"], name="c"),
    ]
    return parts, built, GroupScheduler(built, found)


def update(parts, optimizer):
    """Makes one update and returns by how much each bias fell."""
    for part in parts:
        part.bias.set_value(paddle.zeros([1]))
    paddle.add_n([part(paddle.ones([1, 1])) for part in parts]).sum().backward()
    optimizer.step()
    optimizer.clear_grad()
    return [-part.bias.item() for part in parts]


def test_each_group_is_applied_its_own_rate_exactly():
    parts, optimizer, groups = make()
    for now in range(12):
        expected = [np.float32(curve(now)) for curve in CURVES.values()]
        assert update(parts, optimizer) == expected
        assert [rate.item() for rate in groups.applied().values()] == expected[1:]
        optimizer._learning_rate.step()
        groups.step()


@pytest.mark.parametrize("kind", [paddle.optimizer.Momentum, paddle.optimizer.Adam, paddle.optimizer.AdamW, Lion])
def test_the_group_gets_what_the_optimizer_alone_would_apply(kind):
    """A group moves exactly like the same parameters in an optimizer of their own."""
    parts, optimizer, groups = make(kind, weight_decay=0.01)
    alone = paddle.nn.Linear(1, 1)
    alone.set_state_dict(parts[2].state_dict())
    own = kind(CurveLR(CURVES["c"]), parameters=alone.parameters(), weight_decay=0.01)
    for _ in range(6):
        for network, opt in ((parts, optimizer), ([alone], own)):
            paddle.add_n([part(paddle.ones([1, 1])) for part in network]).sum().backward()
            opt.step()
            opt.clear_grad()
            opt._learning_rate.step()
        groups.step()
        assert parts[2].weight.item() == pytest.approx(alone.weight.item(), rel=1e-7 if kind is Lion else 0)


def test_a_frozen_group_changes_nothing_and_then_goes_on():
    parts, optimizer, groups = make(paddle.optimizer.Momentum, frozen=(2, 5))
    moved, changed = [], []
    for _ in range(7):
        weight = parts[1].weight.item()
        update(parts, optimizer)
        moved.append(parts[1].weight.item() != weight)
        changed.append(groups.step())
    assert moved == [True, True, False, False, False, True, True]
    assert changed == [False, True, False, False, True, False, False]
    assert parts[1].weight.stop_gradient is False


def test_a_parameter_that_was_not_trainable_stays_so():
    layer = paddle.nn.Linear(1, 1)
    layer.bias.stop_gradient = True
    other = paddle.nn.Linear(1, 1)
    optimizer = paddle.optimizer.SGD(0.1, parameters=[*layer.parameters(), *other.parameters()])
    groups = GroupScheduler(optimizer, [ParameterGroup(layer.parameters(), constant(0.2), frozen=(0, 2))])
    groups.step(5)
    assert (layer.weight.stop_gradient, layer.bias.stop_gradient) == (False, True)


def test_a_scale_follows_any_scheduler():
    layer = paddle.nn.Linear(1, 1)
    plateau = ReduceOnPlateau(0.5, factor=0.5, patience=0)
    optimizer = paddle.optimizer.SGD(plateau, parameters=layer.parameters())
    groups = GroupScheduler(optimizer, [ParameterGroup([layer.bias], scale=0.5, name="bias")])
    for expected in (0.25, 0.25, 0.125):
        groups.step()
        assert groups.planned() == {"bias": expected}
        assert groups.applied()["bias"].item() == expected
        plateau.observe(1.0)


def test_factors_of_the_optimizer_multiply():
    parts = [paddle.nn.Linear(1, 1) for _ in range(3)]
    named = [
        {"params": part.parameters(), "learning_rate": factor}
        for part, factor in zip(parts, layer_factors(3, 0.5), strict=True)
    ]
    optimizer = paddle.optimizer.SGD(0.5, parameters=named)
    groups = GroupScheduler(optimizer, [ParameterGroup([parts[0].bias, parts[1].bias], scale=2.0, name="x")])
    assert [part.bias.optimize_attr["learning_rate"] for part in parts] == [0.25, 0.5, 1.0]
    assert groups.planned() == {"x": 0.5}
    assert groups.applied()["x"].item() == 0.5


def test_released_parameters_are_as_before():
    parts, optimizer, groups = make(frozen=(0, 5))
    groups.release()
    assert all(part.bias.optimize_attr["learning_rate"] == 1.0 and not part.bias.stop_gradient for part in parts)
    assert update(parts, optimizer) == [0.5, 0.5, 0.5]
    groups.attach()
    assert update(parts, optimizer) == [0.5, 0.0, np.float32(0.07)]


@settings(max_examples=20, deadline=None)
@given(at=st.integers(0, 12), frozen=st.none() | st.tuples(st.integers(0, 6), st.integers(7, 12)))
def test_resume_gives_the_same_future(at, frozen):
    parts, _, saved = make(frozen=frozen)
    saved.step(at)
    others, _, loaded = make(frozen=frozen)
    loaded.set_state_dict(saved.state_dict())
    for _ in range(4):
        assert loaded.planned() == saved.planned()
        assert [p.bias.stop_gradient for p in parts] == [p.bias.stop_gradient for p in others]
        loaded.step()
        saved.step()


def test_a_state_of_other_groups_needs_a_policy():
    _, _, saved = make()
    _, _, other = make(frozen=(1, 2))
    with pytest.raises(CheckpointError, match="the state has the groups"):
        other.set_state_dict(saved.state_dict())
    with pytest.raises(CheckpointError, match="the state has no groups, this optimizer the groups"):
        other.set_state_dict({})
    other.set_state_dict(saved.state_dict(), policy="keep")
    with pytest.raises(CheckpointError, match="cannot start each group"):
        other.set_state_dict(saved.state_dict(), policy="extend")


def test_an_optimizer_that_replaces_the_rate_is_noticed():
    layer = paddle.nn.Linear(1, 1)
    optimizer = paddle.optimizer.SGD(0.1, parameters=layer.parameters())
    groups = GroupScheduler(optimizer, [ParameterGroup(layer.parameters(), constant(0.2))])
    paddle.optimizer.SGD(0.1, parameters=[{"params": layer.parameters()}])
    with pytest.raises(LrkitError, match="the optimizer has another rate for the parameter"):
        groups.step()


def frozen_together(parameters):
    optimizer = paddle.optimizer.SGD(0.1, parameters=parameters)
    windows = zip(parameters, [(0, 4), (3, 9)], strict=True)
    return GroupScheduler(optimizer, [ParameterGroup([one], frozen=window) for one, window in windows])


def twice(parameters):
    optimizer = paddle.optimizer.SGD(0.1, parameters=parameters)
    return [GroupScheduler(optimizer, [ParameterGroup(parameters, scale=2)]) for _ in range(2)]


@pytest.mark.parametrize(
    ("make_it", "sentence"),
    [
        (lambda p: GroupScheduler(None, [ParameterGroup(p), ParameterGroup(p)]), "is in two groups"),
        (lambda p: ParameterGroup(p, 0.1), "curve: must be a curve, got 0.1"),
        (lambda p: ParameterGroup(p, scale=-1), "scale: must be >= 0, got -1"),
        (lambda p: ParameterGroup(p, frozen=(3, 3)), r"frozen\[1\]: must be >= 4, got 3"),
        (frozen_together, "all parameters are frozen at update 3"),
        (twice, "has a rate from another GroupScheduler"),
    ],
)
def test_bad_arguments(make_it, sentence):
    with pytest.raises(ConfigError, match=sentence):
        make_it(paddle.nn.Linear(1, 1).parameters())
