import numpy as np
import paddle
import pytest

from paddle_lrkit import ConfigError, LrkitError
from paddle_lrkit.curves import linear
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.optimizers import LARS, HypergradientSGD, Lion, Muon, ScheduleFreeSGD
from paddle_lrkit.schedulers import CurveLR, MomentumWeightDecayScheduler

from .reference import CURVE, give_gradients, gradient_of, groups, parameters


def train(optimizer, weights, updates):
    for update in updates:
        give_gradients(weights, gradient_of(update, [weight.numpy() for weight in weights], "float32"))
        optimizer.step()
        optimizer.clear_grad()
        optimizer._learning_rate.step()


def test_a_saved_state_continues_bit_for_bit(tmp_path):
    weights = parameters("float32")
    optimizer = LARS(CurveLR(CURVE), parameters=groups(weights), weight_decay=0.1)
    train(optimizer, weights, range(30))
    values = [weight.clone() for weight in weights]
    paddle.save(optimizer.state_dict(), str(tmp_path / "o.pdopt"))
    train(optimizer, weights, range(30, 40))
    uninterrupted = [weight.numpy().tobytes() for weight in weights]
    for weight, value in zip(weights, values, strict=True):
        weight.set_value(value)
    resumed = LARS(CurveLR(CURVE), parameters=groups(weights), weight_decay=0.1)
    resumed.set_state_dict(paddle.load(str(tmp_path / "o.pdopt")))
    train(resumed, weights, range(30, 40))
    assert [weight.numpy().tobytes() for weight in weights] == uninterrupted


def test_a_state_of_another_optimizer_is_refused():
    weights = parameters("float32")
    lion, lars = Lion(0.1, parameters=weights), LARS(0.1, parameters=weights)
    weights[0].sum().backward()
    lars.step()
    with pytest.raises(CheckpointError, match=r"velocity.*not one of Lion"):
        lion.set_state_dict(lars.state_dict())


def test_the_global_norm_is_that_of_all_groups():
    weights = parameters("float32")
    clip = paddle.nn.ClipGradByGlobalNorm(1e-3)
    optimizer = LARS(1.0, parameters=[{"params": [one]} for one in weights], grad_clip=clip)
    give_gradients(weights, [weight.numpy() for weight in weights])
    gradients = [one.gradient for one in optimizer._updates()]
    assert len(gradients) == 3
    assert paddle.add_n([(one**2).sum() for one in gradients]).sqrt().item() == pytest.approx(1e-3, rel=1e-5)


def test_short_types_are_updated_in_float32():
    weight = paddle.create_parameter([4], "bfloat16", default_initializer=paddle.nn.initializer.Constant(1.0))
    optimizer = Lion(1e-4, parameters=[weight], multi_precision=True)
    for _ in range(8):
        weight.astype("float32").sum().backward()
        optimizer.step()
        optimizer.clear_grad()
    master = optimizer.state_dict()["master_weights"][weight.name]
    assert master.numpy() == pytest.approx(1 - 8e-4, rel=1e-6)
    assert weight.astype("float32").numpy().tolist() == master.astype("bfloat16").astype("float32").numpy().tolist()


def test_a_step_that_mixed_precision_skips_changes_nothing():
    weight = paddle.create_parameter([1], "float32", default_initializer=paddle.nn.initializer.Constant(1.0))
    optimizer = Lion(0.5, parameters=[weight])
    weight.sum().backward()
    optimizer._set_auxiliary_var("found_inf", paddle.to_tensor([True]))
    optimizer.step()
    assert weight.item() == 1.0
    optimizer._set_auxiliary_var("found_inf", paddle.to_tensor([False]))
    optimizer.step()
    assert weight.item() == 0.5


def test_a_regularizer_of_a_parameter_replaces_the_decay():
    attr = paddle.ParamAttr(
        initializer=paddle.nn.initializer.Constant(2.0), regularizer=paddle.regularizer.L2Decay(0.25)
    )
    layer = paddle.nn.Linear(1, 1, weight_attr=attr, bias_attr=False)
    optimizer = LARS(1.0, momentum=0.0, exclude_vectors=True, parameters=layer.parameters(), weight_decay=100.0)
    (layer.weight * 3.0).sum().backward()
    (one,) = optimizer._updates()
    assert (one.gradient.item(), one.weight_decay) == (3.5, 0.0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"learning_rate": -1}, "learning_rate: must be >= 0"),
        ({"weight_decay": "0.1"}, "weight_decay: must be a number or L2Decay, got '0.1'"),
        ({"weight_decay": paddle.regularizer.L1Decay(0.1)}, "weight_decay: must be a number or L2Decay"),
        ({"parameters": []}, "parameters: must have at least one parameter"),
    ],
)
def test_an_impossible_argument_is_one_sentence(arguments, message):
    given = {"learning_rate": 0.1, "parameters": parameters("float32"), **arguments}
    with pytest.raises(ConfigError, match=message):
        Lion(**given)


def test_a_negative_factor_of_a_group_is_refused():
    with pytest.raises(ConfigError, match="learning_rate: must be >= 0, got -1"):
        Lion(0.1, parameters=[{"params": parameters("float32"), "learning_rate": -1}])


def test_a_switch_must_be_true_or_false():
    with pytest.raises(ConfigError, match="use_nesterov: must be true or false, got 'no'"):
        LARS(0.1, use_nesterov="no", parameters=parameters("float32"))


def test_a_sparse_gradient_is_refused():
    embedding = paddle.nn.Embedding(4, 2, sparse=True)
    optimizer = Lion(0.1, parameters=embedding.parameters())
    embedding(paddle.to_tensor([1])).sum().backward()
    with pytest.raises(LrkitError, match="is sparse; build its embedding with sparse=False"):
        optimizer.step()


def test_minimize_is_a_step_after_backward_as_in_paddle():
    weight = paddle.create_parameter([1], "float32", default_initializer=paddle.nn.initializer.Constant(1.0))
    optimizer = HypergradientSGD(CurveLR(linear(0.5, 0.0, 2)), parameters=[weight])
    loss = weight.sum()
    loss.backward()
    optimizer.minimize(loss)
    assert (weight.item(), optimizer.used_rate) == (0.5, 0.5)


def test_paddle_model_trains_with_it_and_continues(tmp_path):
    network = paddle.nn.Linear(1, 1, bias_attr=False)
    network.weight.set_value(paddle.ones([1, 1]))
    model, data = paddle.Model(network), ([np.ones([1, 1], "float32")], [np.zeros([1, 1], "float32")])
    model.prepare(HypergradientSGD(0.25, momentum=0.5, parameters=network.parameters()), paddle.nn.MSELoss())
    model.train_batch(*data)
    assert network.weight.item() == 0.5
    model.save(str(tmp_path / "model"))
    model.train_batch(*data)
    after = network.weight.item()
    model.load(str(tmp_path / "model"))
    assert network.weight.item() == 0.5
    model.train_batch(*data)
    assert network.weight.item() == after


@pytest.mark.parametrize(("kind", "key"), [(LARS, "momentum"), (Lion, "beta1"), (Muon, "momentum")])
def test_momentum_and_decay_move_along_curves(kind, key):
    weights = parameters("float32")
    optimizer = kind(0.1, parameters=groups(weights), weight_decay=0.3)
    scheduler = MomentumWeightDecayScheduler(optimizer, linear(0.5, 0.9, 4), linear(0.2, 0.0, 4))
    assert (getattr(optimizer.arguments, key), optimizer._param_groups[0]["weight_decay"]) == (0.5, 0.2)
    scheduler.step(2)
    give_gradients(weights, [weight.numpy() for weight in weights])
    assert getattr(optimizer.arguments, key) == pytest.approx(0.7)
    assert [one.weight_decay for one in optimizer._updates()] == pytest.approx([0.1, 0.1, 0.0])


def test_an_average_whose_momentum_must_stay_is_refused():
    optimizer = ScheduleFreeSGD(0.1, parameters=parameters("float32"))
    with pytest.raises(ConfigError, match="ScheduleFreeSGD has no momentum"):
        MomentumWeightDecayScheduler(optimizer, momentum=linear(0.5, 0.9, 4))


def test_an_unknown_key_of_a_group_is_refused():
    weights = parameters("float32")
    with pytest.raises(
        ConfigError, match="parameters: unknown key of a group 'weight_deca'; did you mean 'weight_decay'"
    ):
        Lion(0.1, parameters=[{"params": weights, "weight_deca": 0.1}])
