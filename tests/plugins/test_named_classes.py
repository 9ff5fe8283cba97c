"""PaddleClas and PaddleOCR: the catalogue's names in ``Optimizer.lr``, and nothing half-done in another version."""

from __future__ import annotations

import importlib
import inspect

import paddle
import pytest

from paddle_lrkit.curves import catalog
from paddle_lrkit.errors import ConfigError, LrkitError
from paddle_lrkit.schedulers import CurveLR

CLASSES = """\
import paddle

class Cosine:
    def __init__(self, learning_rate, epochs, step_each_epoch, **rest):
        self.given = learning_rate, epochs * step_each_epoch

    def __call__(self):
        return paddle.optimizer.lr.CosineAnnealingDecay(*self.given)
"""
BUILDER = """\
def build_lr_scheduler(lr_config, epochs, step_each_epoch):
    from . import learning_rate
    section = dict(lr_config, epochs=epochs, step_each_epoch=step_each_epoch)
    made = getattr(learning_rate, section.pop("name"))(**section)
    return made()
"""
SUITES = {"ppcls": "PaddleClas", "ppocr": "PaddleOCR"}


def files(package, builder=BUILDER, classes=CLASSES):
    return {f"{package}/optimizer/__init__.py": builder, f"{package}/optimizer/learning_rate.py": classes}


@pytest.fixture(params=SUITES)
def package(request):
    return request.param


@pytest.fixture
def build(suite, package):
    """The stand-in's ``build_lr_scheduler`` in a run of 50 epochs of 20 updates, after the plug-in."""
    suite(package, files(package))
    optimizer = importlib.import_module(f"{package}.optimizer")
    return lambda **section: optimizer.build_lr_scheduler(section, 50, 20)


def test_a_name_of_the_catalogue_with_units(build):
    scheduler = build(name="WarmupStableDecay", learning_rate=0.1, warmup="1ep", decay_steps="10%")
    assert isinstance(scheduler, CurveLR)
    curve = scheduler.curve
    assert (curve(0), curve(10), curve(20), curve(899), curve.length) == (0.0, 0.05, 0.1, 0.1, 1000)
    assert curve(950) < 0.1


@pytest.mark.parametrize(("epochs", "updates"), [(2, 40), (0.5, 10), (0, 0)])
def test_the_suites_own_warmup_key(build, epochs, updates):
    curve = build(name="REX", learning_rate=0.1, warmup_epoch=epochs, warmup_start_lr=0.02).curve
    expected = build(name="REX", learning_rate=0.1, warmup=f"{updates}it", warmup_start_lr=0.02).curve
    assert [curve(update) for update in range(200)] == [expected(update) for update in range(200)]
    assert curve(updates) == 0.1


def with_unit(value):
    if isinstance(value, list):
        return [with_unit(part) for part in value]
    return f"{value}it" if isinstance(value, int) and value else value


@pytest.mark.parametrize("entry", catalog.ENTRIES, ids=lambda entry: entry.name)
def test_every_example_of_the_catalogue_gives_a_scheduler(build, entry):
    names = [name for name in (entry.name, *entry.aliases) if name != "Cosine"]
    hints = {name: str(hint) for name, hint in inspect.get_annotations(entry.factory).items()}
    section = {
        key: with_unit(value) if "Updates" in hints.get(key, "") else value for key, value in entry.example.items()
    }
    for name in names:
        assert isinstance(build(name=name, **section), CurveLR)


def test_the_suites_own_names_stay_its_own(build):
    assert type(build(name="Cosine", learning_rate=0.1)) is paddle.optimizer.lr.CosineAnnealingDecay


def test_a_mistake_names_the_suite_and_the_key(build, package):
    with pytest.raises(ConfigError, match=rf"{SUITES[package]}: Optimizer\.lr\.decay_steps: 3 has no unit"):
        build(name="WSD", learning_rate=0.1, decay_steps=3)
    with pytest.raises(ConfigError, match=r"Optimizer\.lr\.warmup_epoch: must be >= 0, got -1"):
        build(name="WSD", learning_rate=0.1, decay_steps="10%", warmup_epoch=-1)
    with pytest.raises(ConfigError, match=r"Optimizer\.lr\.warmup_epoch: cannot be combined with 'warmup'"):
        build(name="WSD", learning_rate=0.1, decay_steps="10%", warmup_epoch=1, warmup="1ep")
    with pytest.raises(ConfigError, match=r"Optimizer\.lr\.by_epoch: WSD counts updates"):
        build(name="WSD", learning_rate=0.1, decay_steps="10%", by_epoch=True)


def test_without_the_suite_one_sentence(suite, package):
    with pytest.raises(LrkitError, match=rf"^{SUITES[package]} cannot be imported .* on PYTHONPATH$"):
        suite(package, {f"{package}/empty.py": ""})


@pytest.mark.parametrize(
    ("builder", "classes"),
    [
        (BUILDER.replace("epochs, step_each_epoch):", "steps):"), CLASSES),
        (BUILDER.replace("step_each_epoch=step_each_epoch", "step_each_epoch=1"), CLASSES),
        ("def build_lr_scheduler(lr_config, epochs, step_each_epoch):\n    return 0.1\n", CLASSES),
        ("", CLASSES),
        (BUILDER, CLASSES.replace("Cosine:", "CosineDecay:")),
    ],
    ids=["arguments", "length", "float", "no builder", "no class"],
)
def test_another_shape_changes_nothing(suite, package, builder, classes):
    with pytest.raises(LrkitError, match=f"this version of {SUITES[package]} has another shape .* nothing was changed"):
        suite(package, files(package, builder, classes))
    module = importlib.import_module(f"{package}.optimizer.learning_rate")
    assert not {"WSD", "WarmupStableDecay", "REX"} & set(vars(module))
