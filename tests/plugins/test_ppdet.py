"""PaddleDetection: the catalogue's names as entries, the closed form for its own, and nothing half-done."""

from __future__ import annotations

import importlib

import pytest
import yaml

from paddle_lrkit.errors import ConfigError, LrkitError
from paddle_lrkit.schedulers import CurveLR

WORKSPACE = "global_config = {'epoch': 10}\n"
OPTIMIZER = """\
import math
import paddle

TABLE = paddle.optimizer.lr.PiecewiseDecay


class CosineDecay:
    def __init__(self, max_epochs=1000, use_warmup=True, min_lr_ratio=0.0, last_plateau_epochs=0):
        vars(self).update({key: value for key, value in locals().items() if key != "self"})

    def fall(self, base, steps, begin):
        last, flat = self.max_epochs * steps, self.last_plateau_epochs * steps
        low = base * self.min_lr_ratio
        for update in range(begin, last):
            part = (update - begin) / (last - begin - flat)
            yield update, low if update >= last - flat else low + (base - low) * (math.cos(part * math.pi) + 1) / 2


class PiecewiseDecay:
    def __init__(self, gamma=(0.1, 0.01), milestones=(8, 11), values=None, use_warmup=True):
        many = isinstance(gamma, (list, tuple))
        self.gamma = list(gamma) if many else [gamma / 10**index for index in range(len(milestones))]
        self.milestones, self.values, self.use_warmup = list(milestones), values, use_warmup

    def fall(self, base, steps, begin):
        for milestone, gamma in zip(self.milestones, self.gamma):
            yield milestone * steps, base * gamma


class LinearWarmup:
    def __init__(self, steps=500, start_factor=1 / 3, epochs=None, epochs_first=True):
        self.steps, self.start_factor, self.epochs, self.epochs_first = steps, start_factor, epochs, epochs_first

    def length(self, steps):
        return max(self.epochs * steps if self.epochs_first and self.epochs is not None else self.steps, 1)

    def factor(self, part):
        return self.start_factor * (1 - part) + part


class ExpWarmup:
    def __init__(self, steps=1000, epochs=None, power=2):
        self.steps, self.epochs, self.power = steps, epochs, power

    def length(self, steps):
        return max(self.steps if self.epochs is None else self.epochs * steps, 1)

    def factor(self, part):
        return part**self.power


def built(entry):
    return globals()[entry.pop("name")](**entry) if isinstance(entry, dict) else entry


class LearningRate:
    def __init__(self, base_lr=0.01, schedulers=()):
        self.base_lr = base_lr
        self.schedulers = [built(entry) for entry in schedulers]

    def __call__(self, step_per_epoch):
        decay, base = self.schedulers[0], self.base_lr
        bounds, rates, begin = [], [base], 0
        if decay.use_warmup:
            warmup = self.schedulers[1]
            begin = warmup.length(step_per_epoch)
            bounds = list(range(1, begin + 1))
            rates = [base * warmup.factor(update / begin) for update in range(begin + 1)]
        elif not getattr(decay, "last_plateau_epochs", 0):
            return paddle.optimizer.lr.StepDecay(base, 7)
        for update, rate in decay.fall(base, step_per_epoch, begin):
            if isinstance(decay, PiecewiseDecay):
                bounds.append(update)
                rates.append(rate)
            elif update > 0 or begin:
                bounds.append(update)
                rates.append(rate)
        return TABLE(bounds, rates) if decay.use_warmup else TABLE(bounds, [base, *rates[1:]])
"""


def files(optimizer=OPTIMIZER, workspace=WORKSPACE):
    return {"ppdet/optimizer/optimizer.py": optimizer, "ppdet/core/workspace.py": workspace}


@pytest.fixture(autouse=True)
def tags(monkeypatch):
    """PyYAML's tags as they were."""
    monkeypatch.setattr(yaml.Loader, "yaml_constructors", dict(yaml.Loader.yaml_constructors))


@pytest.fixture
def module(suite):
    """The stand-in's module, with the plug-in, in a run of 10 epochs."""
    suite("ppdet", files())
    return importlib.import_module("ppdet.optimizer.optimizer")


def rates(scheduler, updates):
    found = []
    for _ in range(updates):
        found.append(scheduler())
        scheduler.step()
    return found


def as_written(text):
    return yaml.load(text, Loader=yaml.Loader)


@pytest.mark.parametrize("entry", ["!WSD {decay_steps: 10%}", "{name: WarmupStableDecay, decay_steps: 1ep}"])
def test_a_name_of_the_catalogue_with_the_suites_warmup(module, entry):
    schedulers = [as_written(entry), {"name": "LinearWarmup", "steps": 20, "start_factor": 0.1}]
    scheduler = module.LearningRate(0.1, schedulers)(20)
    assert isinstance(scheduler, CurveLR)
    curve = scheduler.curve
    assert [curve(0), curve(10), curve(20), curve(179)] == pytest.approx([0.01, 0.055, 0.1, 0.1], rel=1e-12)
    assert (curve.length, curve(190) < 0.1) == (200, True)


def test_a_name_alone_with_its_own_warmup(module):
    entries = as_written("[!REX {warmup: 1ep, learning_rate: 0.4}]")
    curve = module.LearningRate(0.1, entries)(20).curve
    assert (curve(0), curve(20), curve.length) == (0.0, 0.4, 200)


@pytest.mark.parametrize(
    ("decay", "warmup"),
    [
        (("CosineDecay", {"max_epochs": 10}), ("LinearWarmup", {"steps": 30})),
        (("CosineDecay", {"max_epochs": 6, "min_lr_ratio": 0.3}), ("ExpWarmup", {"epochs": 2})),
        (("CosineDecay", {"max_epochs": 10, "last_plateau_epochs": 3}), ("LinearWarmup", {"epochs": 1})),
        (("PiecewiseDecay", {"gamma": 0.1, "milestones": [1, 6]}), ("LinearWarmup", {"steps": 40})),
    ],
)
def test_its_own_schedules_have_the_same_rates_without_a_table(suite, decay, warmup):
    def built():
        module = importlib.import_module("ppdet.optimizer.optimizer")
        entries = [getattr(module, name)(**given) for name, given in (decay, warmup)]
        return module.LearningRate(0.4, entries)(20)

    suite("ppdet", files())
    ours = built()
    module = importlib.import_module("ppdet.optimizer.optimizer")
    exec(OPTIMIZER, vars(module))
    table = built()
    assert isinstance(ours, CurveLR)
    assert isinstance(table, module.TABLE)
    assert rates(ours, 220) == pytest.approx(rates(table, 220), rel=0, abs=1e-12 * 0.4)


def test_what_has_no_table_stays_the_suites(module):
    entries = [module.CosineDecay(max_epochs=10, use_warmup=False)]
    assert type(module.LearningRate(0.1, entries)(20)).__name__ == "StepDecay"


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ("[!WSD {decay_steps: 3}]", r"PaddleDetection: LearningRate\.schedulers\.0\.decay_steps: 3 has no unit"),
        ("[!WSD {decay_steps: 1ep}, !WSD {}]", r"LearningRate\.schedulers\.1: only !LinearWarmup may follow"),
        (
            "[!WSD {decay_steps: 1ep, warmup: 2it}, {name: LinearWarmup}]",
            r"schedulers\.1: the first entry has a warmup too",
        ),
        ("[!WSD [1, 2]]", "WSD: needs its arguments in braces"),
    ],
)
def test_a_mistake_names_the_suite_and_the_key(module, entries, message):
    with pytest.raises(ConfigError, match=message):
        module.LearningRate(0.1, as_written(entries))(20)


def test_arsl_trains_until_max_iter_whatever_epoch_says(suite):
    config = {"epoch": 120, "ssod_method": "ARSL", "max_iter": 190, "epoch_iter": 20}
    suite("ppdet", files(workspace=f"global_config = {config}\n"))
    module = importlib.import_module("ppdet.optimizer.optimizer")
    assert module.LearningRate(0.1, as_written("[!WSD {decay_steps: 10%}]"))(20).curve.length == 200


def test_without_a_number_of_epochs(suite):
    suite("ppdet", files(workspace="global_config = {}\n"))
    module = importlib.import_module("ppdet.optimizer.optimizer")
    with pytest.raises(ConfigError, match="PaddleDetection: epochs: must be a whole number >= 1, got None"):
        module.LearningRate(0.1, as_written("[!WSD {decay_steps: 10%}]"))(20)


@pytest.mark.parametrize(
    "optimizer",
    [
        OPTIMIZER.replace("min_lr_ratio", "floor"),
        OPTIMIZER.replace("+ 1) / 2", "+ 1) / 2.01"),
        OPTIMIZER.replace("class LearningRate", "class Rate"),
        OPTIMIZER.replace("class ExpWarmup", "class PowerWarmup"),
    ],
    ids=["attribute", "formula", "no LearningRate", "no ExpWarmup"],
)
def test_another_shape_changes_nothing(suite, optimizer):
    before = yaml.Loader.yaml_constructors
    with pytest.raises(LrkitError, match="this version of PaddleDetection has another shape"):
        suite("ppdet", files(optimizer))
    assert not hasattr(importlib.import_module("ppdet.optimizer.optimizer"), "WSD")
    assert yaml.Loader.yaml_constructors is before


def test_without_the_suite_one_sentence(suite):
    with pytest.raises(LrkitError, match=r"^PaddleDetection cannot be imported"):
        suite("ppdet", {"ppdet/empty.py": ""})
