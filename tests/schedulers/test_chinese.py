"""What schedulers and optimizers refuse, in Chinese."""

import paddle
import pytest

from paddle_lrkit.curves import constant
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import in_language
from paddle_lrkit.optimizers import Muon, Prodigy
from paddle_lrkit.schedulers import (
    CosineAnnealingDecay,
    GroupScheduler,
    MomentumWeightDecayScheduler,
    ParameterGroup,
    ReduceOnPlateau,
    SequentialLR,
)
from tests.chinese import english_in


def sgd():
    return paddle.optimizer.SGD(0.1, paddle.nn.Linear(2, 1).parameters())


def grouped(*frozen):
    scheduler, model = CosineAnnealingDecay(0.1, 9), paddle.nn.Linear(2, 1)
    optimizer = paddle.optimizer.SGD(scheduler, model.parameters())
    groups = [ParameterGroup(model.parameters(), frozen=window) for window in frozen]
    return GroupScheduler(optimizer, groups)


@pytest.mark.parametrize(
    "refused",
    [
        lambda: CosineAnnealingDecay(-1, 9),
        lambda: SequentialLR([CosineAnnealingDecay(0.1, 9)], [3, 4]),
        lambda: SequentialLR([CosineAnnealingDecay(0.1, 9), 3], [3]),
        lambda: ReduceOnPlateau(0.1).step("loss"),
        lambda: MomentumWeightDecayScheduler(sgd(), momentum=constant(0.9)),
        lambda: MomentumWeightDecayScheduler(sgd(), weight_decay=constant(0.1)),
        lambda: grouped((0, 3)),
        lambda: grouped(None, None),
        lambda: Muon(0.1, []),
        lambda: Muon(0.1, paddle.nn.Linear(2, 1).parameters(), scale="no"),
        lambda: Prodigy(1.0, paddle.nn.Linear(2, 1).parameters()).set_state_dict({"a": 1}),
        lambda: Prodigy(1.0, paddle.nn.Linear(2, 1).parameters(), weight_decay="a"),
        lambda: Prodigy(1.0, [{"params": paddle.nn.Linear(2, 1).parameters(), "decay": 1}]),
    ],
)
def test_refusals(refused):
    with in_language("zh"), pytest.raises(LrkitError) as caught:
        refused()
    assert english_in(str(caught.value)) == []
    assert any("\u4e00" <= letter <= "\u9fff" for letter in str(caught.value))
