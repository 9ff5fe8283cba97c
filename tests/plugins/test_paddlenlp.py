"""PaddleNLP: the catalogue's names as ``lr_scheduler_type``, and nothing half-done in another version."""

from __future__ import annotations

import copy
import importlib
import pickle
from types import SimpleNamespace

import paddle
import pytest

from paddle_lrkit.errors import ConfigError, LrkitError
from paddle_lrkit.schedulers import CurveLR

KINDS = """\
from enum import Enum


class SchedulerType(Enum):
    LINEAR = "linear"
    CONSTANT = "constant"

    @classmethod
    def _missing_(cls, value):
        raise ValueError(f"no such schedule: {value}")
"""
TRAINER = """\
import paddle


class Trainer:
    def create_scheduler(self, num_training_steps):
        if self.lr_scheduler is None:
            self.lr_scheduler = paddle.optimizer.lr.StepDecay(self.args.learning_rate, num_training_steps)
        return self.lr_scheduler
"""


def files(kinds=KINDS, trainer=TRAINER):
    return {"paddlenlp/trainer/trainer_utils.py": kinds, "paddlenlp/trainer/trainer.py": trainer}


@pytest.fixture
def kinds(suite):
    suite("paddlenlp", files())
    return importlib.import_module("paddlenlp.trainer.trainer_utils").SchedulerType


@pytest.fixture
def create(kinds):
    trainer = importlib.import_module("paddlenlp.trainer.trainer").Trainer

    def create(kind, **arguments):
        given = {"learning_rate": 0.1, "warmup_steps": 0, "warmup_ratio": 0.0, **arguments}
        return trainer.create_scheduler(
            SimpleNamespace(args=SimpleNamespace(lr_scheduler_type=kinds(kind), **given), lr_scheduler=None), 100
        )

    return create


@pytest.mark.parametrize("warmup", [{"warmup_steps": 20}, {"warmup_ratio": 0.2}])
def test_a_name_with_keys_and_the_suites_warmup(create, warmup):
    curve = create("{name: WSD, decay_steps: 10%}", **warmup).curve
    assert (curve(0), curve(10), curve(20), curve(89), curve.length) == (0.0, 0.05, 0.1, 0.1, 100)


def test_a_name_alone(create):
    assert create("REX", learning_rate=0.3).curve(0) == 0.3
    assert create("{name: REX, learning_rate: 0.2}").curve(0) == 0.2


def test_the_suites_own_types_stay_its_own(create):
    assert type(create("linear")) is paddle.optimizer.lr.StepDecay
    assert isinstance(create("{name: linear}"), CurveLR)


def test_a_scheduler_that_is_there_stays(kinds):
    trainer = importlib.import_module("paddlenlp.trainer.trainer").Trainer
    state = SimpleNamespace(args=SimpleNamespace(lr_scheduler_type=kinds("REX")), lr_scheduler="given")
    assert trainer.create_scheduler(state, 100) == "given"


def test_the_type_survives_what_arguments_go_through(kinds):
    kind = kinds("{name: WSD, decay_steps: 10%}")
    assert isinstance(kind, kinds)
    for twin in (kinds(kind), copy.deepcopy(kind), pickle.loads(pickle.dumps(kind))):
        assert (twin.value, isinstance(twin, kinds)) == (kind.value, True)
    assert [member.value for member in kinds] == ["linear", "constant"]


def test_a_mistake_says_what_is_wrong(create):
    with pytest.raises(ValueError, match="no such schedule: WSDD"):
        create("WSDD")
    with pytest.raises(ConfigError, match=r"PaddleNLP: lr_scheduler_type\.decay_steps: 3 has no unit"):
        create("{name: WSD, decay_steps: 3}")
    with pytest.raises(ConfigError, match="lr_scheduler_type: must be a name or"):
        create("{decay_steps: 10%}")
    with pytest.raises(ConfigError, match=r"lr_scheduler_type\.warmup_steps: cannot be combined with 'warmup'"):
        create("{name: WSD, decay_steps: 10%, warmup: 5it}", warmup_steps=3)


@pytest.mark.parametrize(
    ("kinds", "trainer"),
    [
        (KINDS, TRAINER.replace("num_training_steps", "steps")),
        (KINDS, TRAINER.replace("def create_scheduler", "def make_scheduler")),
        (KINDS.replace('"linear"', '"lin"'), TRAINER),
        (KINDS.replace('"constant"', '"WSD"').replace("CONSTANT", "WSD"), TRAINER.replace("self.args.", "self.")),
    ],
    ids=["argument", "method", "kinds", "state"],
)
def test_another_shape_changes_nothing(suite, kinds, trainer):
    with pytest.raises(LrkitError, match="this version of PaddleNLP has another shape"):
        suite("paddlenlp", files(kinds, trainer))
    kind = importlib.import_module("paddlenlp.trainer.trainer_utils").SchedulerType
    with pytest.raises(ValueError, match="no such schedule"):
        kind("REX")


def test_without_the_suite_one_sentence(suite):
    with pytest.raises(LrkitError, match=r"^PaddleNLP cannot be imported"):
        suite("paddlenlp", {"paddlenlp/empty.py": ""})
