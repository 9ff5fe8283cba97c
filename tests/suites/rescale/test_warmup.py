"""When a warmup keeps its updates instead of its samples, in the unit that its key has."""

from fractions import Fraction

import pytest
import yaml

from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.rescale.batch_change import BatchChange, Change
from paddle_lrkit.suites.rescale.rescaling import rescaled
from paddle_lrkit.suites.rescale.warmup import far_reason
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions


@pytest.mark.parametrize(
    ("gpus", "size", "reason"),
    [
        (Change(1, 8), 64, ""),
        (Change(8, 1), 4096, ""),
        (Change(8, 32), 64, ""),
        (Change(8, 48), 64, "6 times the samples in an update, on 48 GPUs"),
        (Change(1, 384), 1, "384 times the samples in an update"),
        (Change(32, 64), 128, ""),
        (Change(32, 65), 128, "8,320 samples in an update"),
        (Change(8, 64), None, "8 times the samples in an update, on 64 GPUs"),
    ],
)
def test_what_counts_as_far(gpus, size, reason):
    fields = ScheduleFields("cosine", "Cosine", (), batch=size and ConfigValue(size, ("batch_size",)))
    assert far_reason(fields, BatchChange(gpus), gpus.factor) == reason


CONFIGS = {
    "ppseg": (
        {
            "iters": 80000,
            "lr_scheduler": {
                **{"type": "PolynomialDecay", "learning_rate": 0.01, "end_lr": 0},
                **{"warmup_iters": 1500, "warmup_start_lr": 0.001},
            },
        },
        ("lr_scheduler", "warmup_iters"),
        1250,
    ),
    "ppcls": (
        {"Global": {"epochs": 90}, "Optimizer": {"lr": {"name": "Cosine", "learning_rate": 0.1, "warmup_epoch": 2}}},
        ("Optimizer", "lr", "warmup_epoch"),
        22,
    ),
    "ppocr": (
        {"Global": {"epoch_num": 500}, "Optimizer": {"lr": {"name": "LinearWarmupCosine", "learning_rate": 0.001}}},
        ("Optimizer", "lr", "warmup_steps"),
        5000,
    ),
    "ppnlp": (
        {"learning_rate": 1e-4, "max_steps": 32000, "warmup_ratio": 0.01},
        ("warmup_ratio",),
        pytest.approx(320.5 / 2000),
    ),
    "lrkit": (
        {
            "Global": {"updates": 32000},
            "Optimizer": {"name": "SGD", "lr": {"name": "Cosine", "learning_rate": 0.1, "warmup": "1%"}},
        },
        ("Optimizer", "lr", "warmup"),
        "320it",
    ),
}


@pytest.mark.parametrize("suite", CONFIGS)
def test_a_warmup_keeps_its_updates_up_to_a_quarter_of_the_run(tmp_path, suite):
    config, path, value = CONFIGS[suite]
    file = tmp_path / "config.yml"
    file.write_text(yaml.safe_dump(config), encoding="utf-8")
    wish = BatchChange(Change(1, 16), rule="linear")
    found = rescaled(open_source(str(file), suite), str(file), wish, LengthOptions(1600))
    written = yaml.safe_load(found.config.text)
    for key in path:
        written = written[key]
    assert written == value
    (before, after), total = found.schedules[0], found.schedules[0][1].total_updates
    assert min(before.warmup_updates, total // 4) - 100 <= after.warmup_updates <= total // 4
    assert after.curve(after.warmup_updates) == pytest.approx(16 * before.curve(before.warmup_updates))
    last = 16 * before.curve(before.total_updates - 16)
    assert after.curve(total - 1) == pytest.approx(last, abs=0.03 * after.peak_lr)
    assert found.times == Fraction(16)
