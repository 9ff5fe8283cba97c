"""VisualDL's record files, as the suites write them."""

from __future__ import annotations

import math

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.runs.logs.visualdl_log import is_visualdl, read_visualdl
from paddle_lrkit.runs.vdl_writer import ScalarPoint, write_scalars


@pytest.fixture
def read(tmp_path):
    def of_points(*files: list[tuple[str, int, float]], **given: str) -> TrainingLog:
        contents = []
        for number, points in enumerate(files):
            path = tmp_path / f"vdlrecords.{number}.log"
            write_scalars(path, [ScalarPoint(*point, 1000 * (number + 1)) for point in points])
            contents.append((str(path), path.read_bytes()))
        assert all(is_visualdl(content) for _, content in contents)
        return read_visualdl("vdl", contents, given)

    return of_points


@pytest.mark.parametrize(
    ("tags", "name", "printed", "first"),
    [
        (["Train/lr", "Train/loss"], "visualdl-ppseg", "applied", 1),
        (["lr(LinearWarmup)", "train_loss"], "visualdl-ppcls", "after", 1),
        (["lr", "train_loss"], "visualdl-ppcls-2.2-2.3", "after", 1),
        (["lr", "loss"], "visualdl-other", "unknown", 0),
        (["TRAIN/lr", "TRAIN/loss"], "visualdl-ppocr", "median", 1),
        (["train/learning_rate", "train/loss"], "visualdl-ppnlp", "after", 1),
        (["rate/applied", "train/loss"], "visualdl-lrkit", "applied", 0),
        (["my/LR"], "visualdl-other", "unknown", 0),
    ],
)
def test_the_tags_tell_the_suite(read, tags, name, printed, first):
    log = read([(tag, step, 0.5) for step in (10, 20) for tag in tags])
    assert (log.format.name, log.format.printed, log.format.first_step) == (name, printed, first)
    assert log.rows.step.tolist() == [10, 20]
    assert log.rows.loss_printed.tolist() == [len(tags) - 1] * 2


def test_the_second_of_two_rates_of_a_step_is_the_applied_one(read):
    log = read([("TRAIN/lr", step, rate) for step in (0, 1, 2) for rate in (0.5, 0.25)])
    assert (log.format.name, log.format.printed) == ("visualdl-ppocr-2.0-2.3", "applied")
    assert (log.rows.step.tolist(), log.rows.rate.tolist()) == ([0, 1, 2], [0.25] * 3)


def test_files_of_a_resumed_run_are_one_log(read):
    log = read(*([("lr(Cosine)", step, 0.5), ("train_loss", step, 1.0)] for step in (1, 11, 1)))
    assert log.rows.step.tolist() == [1, 11, 1]
    assert [(one.kind, one.row) for one in log.events] == [("resume", 1), ("resume", 2)]
    assert log.format.counter_restarts


def test_four_digits_of_paddlenlp_come_back_and_all_others_stay(read):
    log = read([("train/learning_rate", 1, 2.999e-05), ("train/learning_rate", 2, 3e-05)])
    assert (log.rows.rate.tolist(), log.digits.words) == ([2.999e-05, 3e-05], "4 significant digits")
    assert read([("train/learning_rate", 1, 2.99920635e-05)]).digits.words == "float32"


@pytest.mark.parametrize("tag", ["rate/applied", "lr"])
def test_rates_that_were_rounded_before_they_became_float32_keep_their_decimals(read, tag):
    rates = [0.05 * (1 + math.cos(math.pi * step / 300)) for step in range(300)]
    rounded = [round(rate, 6) for rate in rates]
    log = read([(tag, step, rate) for step, rate in enumerate(rounded)])
    assert (log.rows.rate.tolist(), log.digits.words) == (rounded, "6 decimals")
    assert read([(tag, step, rate) for step, rate in enumerate(rates)]).digits.words == "float32"


def test_a_file_of_paddledetection_has_no_rate(read):
    words = (
        r"it has loss_cls and bbox-mAP; name it with .*PaddleDetection writes losses and mAP for VisualDL, and no rate"
    )
    with pytest.raises(UsageError, match=words):
        read([("loss_cls", 0, 1.0), ("bbox-mAP", 0, 0.5)])


def test_a_torn_end_is_an_event(tmp_path):
    path = tmp_path / "vdlrecords.log"
    write_scalars(path, [ScalarPoint("Train/lr", step, 0.5, 1) for step in (1, 2)])
    log = read_visualdl("vdl", [("a", path.read_bytes()[:-3])], {})
    assert (len(log.rows), [one.kind for one in log.events]) == (1, ["torn"])


def test_planned_rates_are_those_of_the_same_step(read):
    log = read([("rate/applied", 0, 0.5), ("rate/planned", 0, 0.25), ("rate/applied", 9, 0.5)])
    assert log.planned is not None
    assert (log.planned[0], math.isnan(log.planned[1])) == (0.25, True)
    assert read([("Train/lr", 1, 0.5)]).planned is None


def test_clocks_that_contradict_the_steps_are_said(read):
    assert not read([("Train/lr", 1, 0.5)], [("Train/lr", 9, 0.5)]).remarks
    log = read([("Train/lr", step, 0.5) for step in (9, 10, 11)], [("Train/lr", step, 0.25) for step in range(1, 11)])
    (remark,) = log.remarks
    assert "vdlrecords.0.log begins at a later step than a file with a later clock" in remark
    assert list(log.rows.step) == [*range(1, 11), 9, 10, 11]
    assert set(log.rows.stream) == {0}
