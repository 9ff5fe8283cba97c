"""The overrides of ``lrkit train --resume RUN --extend LENGTH``."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_lrkit.errors import CheckpointError, UsageError
from paddle_lrkit.reports.extend import longer_run, notes
from paddle_lrkit.runs.extension.own_run import extended_run, run_config
from paddle_lrkit.runs.extension.wish import ExtensionWish
from paddle_lrkit.suites.load import load_schedule
from paddle_lrkit.units import parse_duration
from tests.runs.checkpoints import scheduler_state, write_checkpoint

CONFIG = """\
Global: {updates: 100}
Architecture: {name: ResNet18}
Optimizer: {name: SGD, lr: {name: CosineAnnealingDecay, learning_rate: 0.1, warmup: 10it}}
Train: {dataset: {name: Digits}, num_samples: 640, loader: {batch_size: 64}}
"""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run that went back to half the rate at update 30."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "config.yml").write_text(CONFIG)
    curve = load_schedule(tmp_path / "run" / "config.yml").curve
    for name, update in (("update_40", 40), ("last", 100)):
        state = {**scheduler_state(curve, update), "last_lr": 0.5 * curve(update), "factor": 0.5, "since": 30}
        write_checkpoint(tmp_path / "run" / "checkpoints" / name, state)
    return tmp_path / "run"


def extended(run: Path, checkpoint: str, wish: ExtensionWish) -> tuple[list[str], list[float]]:
    config = run_config(str(run / checkpoint))
    found, overrides = extended_run(config, (), str(run / checkpoint), wish, 1)
    curve = load_schedule(config, overrides=overrides).curve
    assert found.promised is not None
    assert all(curve(update) == found.promised.curve(update) for update in range(found.update, found.total_updates))
    return overrides, [curve(update) for update in range(found.total_updates)]


def test_the_factor_of_a_rollback_is_part_of_the_rates(run: Path) -> None:
    before = load_schedule(run / "config.yml").curve
    overrides, rates = extended(run, "checkpoints/update_40", ExtensionWish(parse_duration("200it"), "constant"))
    assert [override.partition("=")[0] for override in overrides] == ["Global.updates", "Optimizer.lr"]
    assert rates[:30] == [before(update) for update in range(30)]
    assert rates[30:40] == pytest.approx([0.5 * before(update) for update in range(30, 40)])
    assert set(rates[40:]) == {0.5 * before(40)}


def test_a_new_warmup_ends_at_the_lower_peak(run: Path) -> None:
    """The rate that diverged is not tried again."""
    _, rates = extended(run, "", ExtensionWish(parse_duration("200it"), ramp=parse_duration("10it")))
    assert max(rates[100:]) == pytest.approx(0.05)
    found, _ = extended_run(run_config(str(run)), (), str(run), ExtensionWish(parse_duration("20ep")), 1)
    assert "extended from update 100 to 200 with --policy rewarm: rate 0 to" in longer_run(found)
    assert "times 0.5 from update 30 on" in notes(found)[0]


def test_a_policy_that_stays_at_zero_names_the_checkpoint_before(run: Path) -> None:
    with pytest.raises(CheckpointError, match=r"--policy cosine would stay there; .*, such as .*update_40"):
        extended(run, "", ExtensionWish(parse_duration("200it"), "cosine"))


def test_a_section_of_paddledetection_is_refused(run: Path) -> None:
    det = CONFIG.replace("lr: {name: CosineAnnealingDecay, learning_rate: 0.1, warmup: 10it}", "momentum: 0.9")
    (run / "config.yml").write_text(
        det + "LearningRate: {base_lr: 0.01, schedulers: [{name: CosineDecay, max_epochs: 9}]}\n"
    )
    with pytest.raises(UsageError, match="has a LearningRate section of PaddleDetection; write"):
        extended_run(run_config(str(run)), (), str(run), ExtensionWish(parse_duration("200it")), 1)
