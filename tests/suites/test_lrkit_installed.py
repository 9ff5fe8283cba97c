"""Schedules from installed packages, found by their entry points."""

from __future__ import annotations

import sys

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule

TOTAL, STEPS, PEAK = 1000, 100, 0.1


def schedule(name, **arguments):
    """The schedule of a config of 1000 updates, 100 an epoch."""
    lr = {"name": name, **arguments}
    config = {"Global": {"updates": TOTAL}, "Architecture": "ResNet18", "Optimizer": {"name": "SGD", "lr": lr}}
    return load_schedule(config, steps_per_epoch=STEPS)


@pytest.fixture
def refused(tmp_path):
    """The sentence about the lines of ``Optimizer.lr``, which starts in line 4."""

    def sentence(*lines):
        file = tmp_path / "c.yml"
        head = "Global: {updates: 1000}\nOptimizer:\n  name: SGD\n  lr:\n"
        file.write_text(head + "".join(f"    {line}\n" for line in lines))
        with pytest.raises(ConfigError) as caught:
            load_schedule(file, suite="lrkit")
        return str(caught.value).replace(f"{tmp_path}/", "")

    return sentence


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Puts a distribution with a schedule called ``Mine`` where Python finds installed packages."""
    monkeypatch.syspath_prepend(tmp_path)

    def install_schedule(source):
        folder = tmp_path / "extra-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: extra\nVersion: 1.0\n")
        (folder / "entry_points.txt").write_text("[paddle_lrkit.schedules]\nMine = lrkit_extra_schedule:make\n")
        (tmp_path / "lrkit_extra_schedule.py").write_text(source)

    yield install_schedule
    sys.modules.pop("lrkit_extra_schedule", None)


ORIGIN = "the schedule 'Mine' comes from 'lrkit_extra_schedule:make'"
MINE = """
from __future__ import annotations
from paddle_lrkit.curves import Curve, linear
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.units import Updates

def make(learning_rate: float, length: int, hold: Updates | None = None, **options: int) -> Curve:
    if learning_rate > 1:
        raise ConfigError(f"must be <= 1, got {learning_rate}", key="learning_rate")
    return linear(learning_rate, 0.0, hold or length)
"""


def test_an_installed_schedule_is_built_like_one_of_the_catalogue(install):
    install(MINE)
    read = schedule("Mine", learning_rate=PEAK, warmup="1ep")
    assert [read.curve(update) for update in (0, 50, 100, 550, 999)] == pytest.approx([0, 0.05, 0.1, 0.05, 0.1 / 900])
    assert schedule("Mine", learning_rate=PEAK, hold="2ep").curve(100) == pytest.approx(0.05)
    assert read.name == "Mine"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["learning_rate: 2"], "6: Optimizer.lr.learning_rate: must be <= 1, got 2.0"),
        (["learning_rate: 1", "hold: 5"], "7: Optimizer.lr.hold: 5 has no unit; "),
        (["learning_rate: 1", "holt: 5it"], "7: Optimizer.lr.holt: unknown key; did you mean 'hold'?"),
        (["warmup: 5it"], "4: Optimizer.lr: the key 'learning_rate' is missing"),
    ],
)
def test_a_mistake_in_an_installed_schedule_is_located(install, refused, lines, sentence):
    install(MINE)
    assert refused("name: Mine", *lines).startswith(f"c.yml:{sentence}")


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("raise RuntimeError('broken')", f"{ORIGIN}, which cannot be imported: RuntimeError: broken"),
        ("make = 3", f"{ORIGIN}, which is not a function or class"),
        ("def make(learning_rate: float): return 0.1", "must be a curve, got 0.1"),
    ],
)
def test_an_installed_schedule_that_does_not_work_is_located(install, refused, source, sentence):
    install(source)
    assert refused("name: Mine", "learning_rate: 1") == f"c.yml:5: Optimizer.lr.name: {sentence}"


def test_an_installed_schedule_may_not_take_a_name_of_the_catalogue(install, tmp_path):
    install(MINE)
    points = tmp_path / "extra-1.0.dist-info" / "entry_points.txt"
    points.write_text("[paddle_lrkit.schedules]\nConstant = lrkit_extra_schedule:make\n")
    assert schedule("Constant", learning_rate=PEAK).curve(500) == PEAK
    assert "lrkit_extra_schedule" not in sys.modules
