"""Edits of a config that inherits: overrides in the file itself, bases as they were."""

import pytest

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.config.edit.override import changed, overridden
from paddle_lrkit.suites.source import open_source

BASE = """\
epoch: 12
LearningRate:
  base_lr: 0.02
  schedulers:
  - !PiecewiseDecay
    gamma: 0.1
    milestones: [8, 11]
  - !LinearWarmup {start_factor: 0.1, steps: 500}
TrainReader: {batch_size: 2, transforms: [Flip: {}]}
"""
RATE = Edit(("LearningRate", "base_lr"), 0.0025)
STEPS = Edit(("LearningRate", "schedulers", 1, "steps"), 4000)
SCHEDULERS = "[!PiecewiseDecay {gamma: 0.1, milestones: [8, 11]}, !LinearWarmup {start_factor: 0.1, steps: 4000}]"


@pytest.fixture
def apply(tmp_path):
    def apply(child, *edits):
        (tmp_path / "base.yml").write_text(BASE, encoding="utf-8")
        path = tmp_path / "child.yml"
        path.write_bytes(child.encode())
        document = open_source(path, "ppdet").document
        text, made = overridden(child, document, edits, str(path))
        path.write_bytes(text.encode())
        after = open_source(path, "ppdet").document
        assert after.data == changed(document, made).data
        assert (tmp_path / "base.yml").read_text(encoding="utf-8") == BASE
        return text, made

    return apply


CHILD = "_BASE_: [base.yml]  # a base\nweights: x\n"


def test_a_key_of_a_base_is_overridden(apply):
    text, made = apply(CHILD, RATE)
    assert text == f"{CHILD}LearningRate:\n  base_lr: 0.0025\n"
    assert made == [RATE]


def test_a_list_of_a_base_is_written_as_a_whole_and_once(apply):
    factor = Edit(("LearningRate", "schedulers", 1, "start_factor"), 0.5)
    text, made = apply(CHILD, STEPS, RATE, factor)
    schedulers = SCHEDULERS.replace("start_factor: 0.1", "start_factor: 0.5")
    assert text == f"{CHILD}LearningRate:\n  schedulers: {schedulers}\n  base_lr: 0.0025\n"
    assert made == [STEPS, RATE, factor]


def test_an_own_key_is_changed_where_it_stands(apply):
    child = f"{CHILD}LearningRate: {{base_lr: 0.01}}  # mine\n"
    text, made = apply(child, RATE, STEPS)
    assert text == f"{CHILD}LearningRate: {{base_lr: 0.0025, schedulers: {SCHEDULERS}}}  # mine\n"
    assert made == [RATE, STEPS]


def test_a_key_that_is_nowhere_is_added(apply):
    own = "LearningRate:\n  schedulers:\n  - !PiecewiseDecay {}\n  - !LinearWarmup {start_factor: 0.1}\nepoch: 12\n"
    text, made = apply(f"{CHILD}{own}", STEPS)
    assert text == f"{CHILD}{own}".replace("start_factor: 0.1", "start_factor: 0.1, steps: 4000")
    assert made == [STEPS]


def test_line_ends_stay_those_of_the_file(apply):
    text, _ = apply(CHILD.replace("\n", "\r\n"), RATE)
    assert text == f"{CHILD}LearningRate:\n  base_lr: 0.0025\n".replace("\n", "\r\n")


def test_what_another_key_shares_is_left_out(apply):
    child = f"{CHILD}x: &rate 0.5\nLearningRate: {{base_lr: *rate}}\n"
    assert apply(child, RATE) == (child, [])
