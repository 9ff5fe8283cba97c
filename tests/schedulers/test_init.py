import inspect

import paddle
import pytest
from paddle.optimizer import lr

from paddle_lrkit import schedulers

CLASSES = sorted(set(lr.__all__) - {"LRScheduler"})
ARGUMENTS = {
    "CosineAnnealingDecay": (0.1, 10),
    "CosineAnnealingWarmRestarts": (0.1, 10),
    "CyclicLR": (0.01, 0.1, 5),
    "ExponentialDecay": (0.1, 0.9),
    "InverseTimeDecay": (0.1, 0.1),
    "LambdaDecay": (0.1, lambda update: 0.9**update),
    "LinearLR": (0.1, 10),
    "LinearWarmup": (0.1, 5, 0.0, 0.1),
    "MultiStepDecay": (0.1, [3, 5]),
    "MultiplicativeDecay": (0.1, lambda update: 0.9),
    "NaturalExpDecay": (0.1, 0.1),
    "NoamDecay": (512, 10),
    "OneCycleLR": (0.1, 10),
    "PiecewiseDecay": ([3], [0.1, 0.01]),
    "PolynomialDecay": (0.1, 10),
    "ReduceOnPlateau": (0.1,),
    "StepDecay": (0.1, 3),
}


@pytest.mark.parametrize("name", CLASSES)
def test_paddles_names_arguments_and_defaults(name):
    theirs = inspect.signature(getattr(lr, name)).parameters
    ours = inspect.signature(getattr(schedulers, name)).parameters
    assert list(ours) == list(theirs)
    assert [p.default for p in ours.values()] == [p.default for p in theirs.values()]
    assert [p.kind for p in ours.values()] == [p.kind for p in theirs.values()]


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("kind", ["SGD", "Momentum", "Adam", "AdamW", "Lamb", "RMSProp"])
def test_every_optimizer_takes_it(name, kind):
    layer = paddle.nn.Linear(2, 1)
    scheduler = getattr(schedulers, name)(*ARGUMENTS[name])
    optimizer = getattr(paddle.optimizer, kind)(scheduler, parameters=layer.parameters())
    for _ in range(2):
        layer(paddle.ones([1, 2])).sum().backward()
        optimizer.step()
        optimizer.clear_grad()
        scheduler.step()
    assert optimizer.get_lr() == scheduler()
    other = getattr(schedulers, name)(*ARGUMENTS[name])
    fresh = getattr(paddle.optimizer, kind)(other, parameters=layer.parameters())
    fresh.set_state_dict(optimizer.state_dict())
    assert (other(), other.last_epoch) == (scheduler(), scheduler.last_epoch)


def test_all_is_what_there_is():
    assert sorted(schedulers.__all__) == schedulers.__all__
    for name in schedulers.__all__:
        assert getattr(schedulers, name).__doc__
