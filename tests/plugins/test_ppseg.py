"""PaddleSeg: the catalogue's names as ``lr_scheduler.type``, and nothing half-done in another version."""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import paddle
import pytest

from paddle_lrkit.errors import ConfigError, LrkitError

BUILDER = """\
import paddle


class Config:
    lr_scheduler_cfg = iters = None


class Cached:
    def __init__(self, func):
        self.func = func

    def __get__(self, obj, cls):
        return self if obj is None else obj.__dict__.setdefault(self.func.__name__, self.func(obj))


class SegBuilder:
    def __init__(self, config, comp_list=None):
        self.config = config

    @Cached
    def lr_scheduler(self):
        section = dict(self.config.lr_scheduler_cfg)
        return getattr(paddle.optimizer.lr, section.pop("type"))(**section)
"""
FILE = "paddleseg/cvlibs/builder.py"


@pytest.fixture
def build(suite):
    suite("ppseg", {FILE: BUILDER})
    module = importlib.import_module("paddleseg.cvlibs.builder")
    return lambda iters=100, **section: module.SegBuilder(SimpleNamespace(lr_scheduler_cfg=section, iters=iters))


def test_a_name_of_the_catalogue_with_units_and_the_suites_warmup(build):
    builder = build(type="WSD", learning_rate=0.1, decay_steps="10%", warmup_iters=20, warmup_start_lr=0.02)
    curve = builder.lr_scheduler.curve
    assert (curve(0), curve(20), curve(89), curve.length) == (0.02, 0.1, 0.1, 100)
    assert builder.lr_scheduler is builder.lr_scheduler


def test_the_types_of_paddle_stay_its_own(build):
    scheduler = build(type="CosineAnnealingDecay", learning_rate=0.1, T_max=5).lr_scheduler
    assert type(scheduler) is paddle.optimizer.lr.CosineAnnealingDecay


def test_a_mistake_names_the_suite_and_the_key(build):
    with pytest.raises(ConfigError, match=r"PaddleSeg: lr_scheduler\.decay_steps: 3 has no unit"):
        build(type="WSD", learning_rate=0.1, decay_steps=3).lr_scheduler  # noqa: B018
    with pytest.raises(ConfigError, match=r"lr_scheduler\.decay_steps: 1ep needs the number of updates in an epoch"):
        build(type="WSD", learning_rate=0.1, decay_steps="1ep").lr_scheduler  # noqa: B018
    with pytest.raises(ConfigError, match="PaddleSeg: iters: must be a whole number"):
        build(iters="many", type="WSD", learning_rate=0.1, decay_steps="10%").lr_scheduler  # noqa: B018


@pytest.mark.parametrize(
    "text",
    [
        BUILDER.replace("@Cached", "@property"),
        BUILDER.replace("SegBuilder:", "Builder:"),
        BUILDER.replace("= iters", "= updates"),
        BUILDER.replace("self.config = config", "self.config = SimpleNamespace()"),
    ],
    ids=["property", "no class", "config", "constructor"],
)
def test_another_shape_changes_nothing(suite, text):
    with pytest.raises(LrkitError, match="this version of PaddleSeg has another shape"):
        suite("ppseg", {FILE: text})
    module = importlib.import_module("paddleseg.cvlibs.builder")
    prop = vars(getattr(module, "SegBuilder", module.Config)).get("lr_scheduler")
    assert getattr(getattr(prop, "func", None), "__module__", module.__name__) == module.__name__


def test_without_the_suite_one_sentence(suite):
    with pytest.raises(LrkitError, match=r"^PaddleSeg cannot be imported"):
        suite("ppseg", {"paddleseg/empty.py": ""})
