"""PaddleNLP and PaddleFormers: the catalogue's names as ``lr_scheduler_type``; in another version nothing half-done."""

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
SUITES = {"paddlenlp": "PaddleNLP", "paddleformers": "PaddleFormers"}


def files(package, kinds=KINDS, trainer=TRAINER):
    """Both suites import the Trainer into the package ``trainer``."""
    return {
        f"{package}/trainer/trainer_utils.py": kinds,
        f"{package}/trainer/trainer.py": trainer,
        f"{package}/trainer/__init__.py": "from .trainer import Trainer\n",
    }


def kinds_of(package):
    return importlib.import_module(f"{package}.trainer.trainer_utils").SchedulerType


@pytest.fixture(params=SUITES)
def package(request):
    return request.param


@pytest.fixture
def kinds(suite, package):
    suite(package, files(package))
    return kinds_of(package)


@pytest.fixture
def create(kinds, package):
    trainer = importlib.import_module(f"{package}.trainer").Trainer

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


def test_a_mapping_is_a_section_too(create):
    assert create({"name": "WSD", "decay_steps": "10%"}, warmup_steps=20).curve(10) == 0.05


def test_a_fraction_of_an_update_is_not_trained(kinds, package):
    trainer = importlib.import_module(f"{package}.trainer").Trainer
    arguments = SimpleNamespace(lr_scheduler_type=kinds("REX"), learning_rate=0.1, warmup_steps=0, warmup_ratio=0.0)
    made = trainer.create_scheduler(SimpleNamespace(args=arguments, lr_scheduler=None), 12.5)
    assert made.curve.length == 12


def test_frozen_training_stays_the_suites_own(create):
    assert type(create("REX", freeze_training=True)) is paddle.optimizer.lr.StepDecay


def test_a_scheduler_that_is_there_stays(kinds, package):
    trainer = importlib.import_module(f"{package}.trainer").Trainer
    state = SimpleNamespace(args=SimpleNamespace(lr_scheduler_type=kinds("REX")), lr_scheduler="given")
    assert trainer.create_scheduler(state, 100) == "given"


@pytest.mark.parametrize("value", ["{name: WSD, decay_steps: 10%}", {"name": "WSD", "decay_steps": "10%"}])
def test_the_type_survives_what_arguments_go_through(kinds, value):
    kind = kinds(value)
    assert isinstance(kind, kinds)
    for twin in (kinds(kind), copy.deepcopy(kind), pickle.loads(pickle.dumps(kind))):
        assert (twin.value, isinstance(twin, kinds)) == (kind.value, True)
    assert [member.value for member in kinds] == ["linear", "constant"]


def test_a_mistake_says_what_is_wrong(create, package):
    with pytest.raises(ValueError, match="no such schedule: WSDD"):
        create("WSDD")
    with pytest.raises(ConfigError, match=rf"{SUITES[package]}: lr_scheduler_type\.decay_steps: 3 has no unit"):
        create("{name: WSD, decay_steps: 3}")
    with pytest.raises(ConfigError, match="lr_scheduler_type: must be a name or"):
        create("{decay_steps: 10%}")
    with pytest.raises(ConfigError, match=r"min_lr: 0\.001 has no effect on WSD; leave it out"):
        create("{name: WSD, decay_steps: 10%}", min_lr=0.001)
    with pytest.raises(ConfigError, match=r"decay_steps: 50 has no effect on REX; leave it out"):
        create("REX", decay_steps=50)
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
def test_another_shape_changes_nothing(suite, package, kinds, trainer):
    with pytest.raises(LrkitError, match=f"this version of {SUITES[package]} has another shape"):
        suite(package, files(package, kinds, trainer))
    with pytest.raises(ValueError, match="no such schedule"):
        kinds_of(package)("REX")


def test_without_the_suite_one_sentence(suite, package):
    with pytest.raises(LrkitError, match=rf"^{SUITES[package]} cannot be imported"):
        suite(package, {f"{package}/empty.py": ""})
