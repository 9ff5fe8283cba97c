"""What is said once a run."""

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.lint.check_files import check_files
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.find_files import FoundFiles
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.lint.once import said_once

CONFIG = """\
epoch: 12
LearningRate:
  schedulers:
  - !PiecewiseDecay {gamma: 0.1, milestones: [8, MARK]}
  - !LinearWarmup {start_factor: 0.1, epochs: 1}
TrainReader: {batch_size: 2}
"""


def finding(rule, path, message="m"):
    return Finding("LR000", rule, "info", path, 1, "key", message)


@pytest.mark.parametrize(
    ("count", "end"), [(1, ""), (2, "; the same in 1 other file"), (5, "; the same in 4 other files")]
)
def test_the_number_of_gpus_is_asked_for_once(tmp_path, monkeypatch, count, end):
    monkeypatch.chdir(tmp_path)
    names = [f"{number}.yml" for number in range(count)]
    for name in names:
        (tmp_path / name).write_text(CONFIG.replace("MARK", "16"), encoding="utf-8")
    findings = check_files(FoundFiles(names), CheckOptions(), ConfigFiles()).findings
    (asked,) = [each for each in findings if each.rule == "gpu-count-unstated"]
    assert asked.path == "0.yml"
    assert asked.message.endswith(f"its rate is meant{end}")
    assert len([each for each in findings if each.rule == "milestone-after-end"]) == count


def test_the_order_of_the_others_stays():
    others = [finding("mixed-units", "a"), finding("mixed-units", "b"), finding("seam-jump", "b")]
    asked = [finding("gpu-count-unstated", path) for path in "aab"]
    found = said_once([others[0], asked[0], others[1], asked[1], others[2], asked[2]])
    assert [each.rule for each in found] == ["mixed-units", "gpu-count-unstated", "mixed-units", "seam-jump"]
    assert found[1].message == "m; the same in 1 other file"


def test_nothing_is_nothing():
    assert said_once([]) == []
