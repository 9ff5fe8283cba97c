"""Several trackers behind one, and valid tags and values."""

from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.train.trackers.base import RunTracker, Trackers, as_number, as_update, check_tag
from paddle_lrkit.train.trackers.jsonl import JsonlTracker
from paddle_lrkit.train.trackers.visualdl import VisualDLTracker


class Recorder:
    def __init__(self, name, calls, fails=False):
        self._name, self._calls, self._fails = name, calls, fails

    def log(self, update, values):
        self._calls.append((self._name, "log", update, dict(values)))

    def hparams(self, values, metrics):
        self._calls.append((self._name, "hparams", dict(values), list(metrics)))

    def text(self, tag, text, update):
        self._calls.append((self._name, "text", tag, text, update))

    def image(self, tag, image, update):
        self._calls.append((self._name, "image", tag, image, update))

    def curve(self, tag, points):
        self._calls.append((self._name, "curve", tag, list(points)))

    def flush(self):
        self._calls.append((self._name, "flush"))

    def close(self):
        self._calls.append((self._name, "close"))
        if self._fails:
            raise OSError(self._name)


def test_every_call_reaches_every_tracker_in_order():
    calls = []
    with Trackers(Recorder("a", calls), Recorder("b", calls)) as trackers:
        trackers.log(3, {"train/loss": 0.5})
        trackers.hparams({"rate": 0.1}, ["eval/accuracy"])
        trackers.text("note", "hello", 3)
        trackers.image("batch", None, 3)
        trackers.curve("rate/schedule", [(3, 0.1), (9, 0.0)])
        trackers.flush()
    expected = [
        ("log", 3, {"train/loss": 0.5}),
        ("hparams", {"rate": 0.1}, ["eval/accuracy"]),
        ("text", "note", "hello", 3),
        ("image", "batch", None, 3),
        ("curve", "rate/schedule", [(3, 0.1), (9, 0.0)]),
        ("flush",),
        ("close",),
    ]
    assert calls == [(name, *call) for call in expected for name in "ab"]


def test_all_are_closed_when_the_run_and_a_tracker_fail():
    calls = []
    trackers = Trackers(Recorder("a", calls, fails=True), Recorder("b", calls, fails=True), Recorder("c", calls))
    with pytest.raises(OSError, match="b") as caught, trackers:
        raise KeyError("the run")
    assert [name for name, _ in calls] == ["a", "b", "c"]
    assert str(caught.value.__context__) == "a"


def test_the_trackers_of_the_package_follow_the_protocol(tmp_path):
    assert isinstance(Trackers(), RunTracker)
    assert issubclass(JsonlTracker, RunTracker)
    assert issubclass(VisualDLTracker, RunTracker)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(3, 3), (0.1, 0.1), (np.float32(0.5), 0.5), (np.int64(7), 7.0), (np.array(2.5), 2.5)],
)
def test_a_number_becomes_a_builtin(value, expected):
    number = as_number("train/loss", value)
    assert type(number) in (int, float)
    assert number == expected


def test_a_float64_scalar_keeps_all_its_bits():
    assert type(as_number("rate/applied", np.float64(0.1))) is float
    assert as_number("rate/applied", np.float64(0.1)) == 0.1


@pytest.mark.parametrize("value", [True, "0.1", None, [0.1, 0.2], np.array([0.1, 0.2])])
def test_a_value_that_is_not_a_number_is_refused(value):
    with pytest.raises(LrkitError, match="train/loss must be a number"):
        as_number("train/loss", value)


@pytest.mark.parametrize("update", [-1, 0.5, True, "3", None])
def test_an_invalid_update_is_refused(update):
    with pytest.raises(LrkitError, match="an update must be a whole number >= 0"):
        as_update(update)


@pytest.mark.parametrize("tag", ["", "top 5%", None])
def test_an_invalid_tag_is_refused(tag):
    with pytest.raises(LrkitError, match="a tag must be a text without '%'"):
        check_tag(tag)
