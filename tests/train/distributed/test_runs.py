"""Two processes give the results of one: loss curves, metrics, resume."""

from __future__ import annotations

import math

import pytest

from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.registry import MODELS
from paddle_lrkit.train.session import open_session
from paddle_lrkit.train.trained_model import load_trained_model
from tests.train.distributed.conftest import ACCUMULATED, ERNIE, GROUPS, SOFTMAX

pytestmark = pytest.mark.timeout(900)
NAMES = (
    *("softmax", "accumulated", "overlapped", "static", "grouped", "stopped", "whole", "cut", "resumed", "detection"),
    "continued",
    *("text_classification", "token_classification", "masked_lm"),
)


@pytest.fixture
def alone(runs, tmp_path, monkeypatch):
    """Opens a run of one process."""
    monkeypatch.setitem(MODELS.builtin, "TinyRCNN", "tests.train.models.faster_rcnn.tiny:tiny_rcnn")

    def opened(config, batch_size, *overrides, output=None, **options):
        given = [f"Global.output_dir={output or tmp_path / 'alone'}", f"Train.loader.batch_size={batch_size}"]
        return open_session(runs.configs[config], [*given, *overrides], device="cpu", **options)

    return opened


def rows(path):
    return [{name: value for name, value in row.items() if "speed" not in name} for row in read_log(path)]


def assert_close(left, right):
    assert len(left) == len(right)
    for one, other in zip(left, right, strict=True):
        assert one.keys() == other.keys()
        for name, value in one.items():
            exact = name in ("update", "epoch") or name.startswith("rate/") or "accuracy" in name
            assert math.isclose(other[name], value, rel_tol=0.0 if exact else 2e-5, abs_tol=0.0), (one, other)


@pytest.mark.parametrize("name", NAMES)
def test_all_processes_end_with_the_same_model_and_metrics(runs, name):
    first, second = runs.ends[name]
    assert first["weights"]
    assert first == second


@pytest.mark.parametrize(
    ("name", "config", "batch_size", "overrides"),
    [
        ("softmax", "tiny", 128, SOFTMAX),
        ("static", "tiny", 128, SOFTMAX),
        ("grouped", "tiny", 128, (*SOFTMAX, *GROUPS)),
        ("accumulated", "tiny", 64, (*SOFTMAX, *ACCUMULATED)),
        ("text_classification", "text_classification", 8, ERNIE),
        ("continued", "tiny", 128, (*SOFTMAX, "Global.epochs=1", "Architecture.pretrained=RUNS/accumulated")),
    ],
)
def test_two_processes_with_half_the_batch_give_the_losses_of_one(runs, alone, name, config, batch_size, overrides):
    session = alone(config, batch_size, *(override.replace("RUNS", str(runs.folder)) for override in overrides))
    train(session, quiet=True)
    assert_close(rows(session.run.path), rows(runs.path(name)))


@pytest.mark.parametrize(
    "name", ["softmax", "accumulated", "detection", "text_classification", "token_classification", "masked_lm"]
)
def test_metrics_are_those_of_one_process(runs, alone, name):
    assert alone
    trained = load_trained_model(str(runs.path(name)), device="cpu")
    metrics = trained.engine.evaluate(trained.task)
    assert metrics == pytest.approx(runs.ends[name][0]["metrics"], rel=1e-5)
    evaluated = getattr(trained.task, "eval_set", None) or trained.task.eval_fetcher.dataset
    assert len(evaluated) > 1


def test_gradients_do_not_depend_on_where_they_are_exchanged(runs):
    assert_close(rows(runs.path("accumulated")), rows(runs.path("overlapped")))


def test_one_process_writes_the_log(runs):
    updates = [row["update"] for row in rows(runs.path("softmax")) if "rate/planned" in row]
    assert updates == list(range(33))
    assert not runs.path("softmax-2").exists()


def test_a_signal_of_one_process_stops_all_at_the_same_update(runs):
    assert [end["update"] for end in runs.ends["cut"]] == [5, 5]
    assert [end["update"] for end in runs.ends["stopped"]] == [7, 7]


def test_resumed_with_two_processes_equals_uninterrupted(runs):
    assert runs.ends["resumed"] == runs.ends["whole"]
    assert rows(runs.path("again")) == rows(runs.path("whole"))


def test_one_process_continues_with_the_same_samples(runs, alone):
    """The checkpoint was written after 7 updates of 2 x 64 samples."""
    wrong = r"batch_size was 64 \(on 2 processes .* set Train\.loader\.batch_size to 128, or name a policy"
    with pytest.raises(CheckpointError, match=wrong):
        alone("tiny", 64, *SOFTMAX, output=runs.path("stopped"), resume="auto")
    train(alone("tiny", 64, *SOFTMAX, "Global.accumulate_steps=2", output=runs.path("stopped"), resume="auto"), True)
    assert_close(rows(runs.path("softmax")), rows(runs.path("stopped")))
