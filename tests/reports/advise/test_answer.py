"""The answer comes first: at most 25 lines with the config, in both languages, for every row in every suite."""

import pytest

from paddle_lrkit.advise import Case, advise
from paddle_lrkit.advise.dialects import DIALECTS
from paddle_lrkit.messages import in_language
from paddle_lrkit.reports.advise.answer import answer_text
from paddle_lrkit.reports.advise.config import as_yaml
from paddle_lrkit.text import cells
from tests.advise.cases import CASES, advised

MOST = 25


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("suite", DIALECTS)
@pytest.mark.parametrize("key", CASES)
def test_answer_and_config_are_short(monkeypatch, key, suite, language):
    monkeypatch.setenv("COLUMNS", "80")
    advice = advised(key, suite)
    with in_language(language):
        answer, config = answer_text(advice), as_yaml(advice)
    assert len(answer.splitlines()) + 1 + len(config.splitlines()) <= MOST, f"{answer}\n\n{config}"
    assert all(cells(line) <= 80 for line in answer.splitlines())


def answer(*arguments, **more):
    return {
        line.split()[0]: line.split(maxsplit=1)[1]
        for line in answer_text(advise(Case(*arguments, **more))).splitlines()
        if not line.startswith(" ")
    }


@pytest.mark.parametrize(
    ("case", "decay", "floor"),
    [
        ("two-stage", "times 0.1 after 8 and 11 epochs", "2e-4"),
        ("cnn", "in a straight line over the rest of the run", "0"),
        ("vit-scratch", "half a cosine over the rest of the run", "1e-5"),
        ("segmentation", "polynomial of power 0.9 over the rest of the run", "0"),
        ("open-length", "1-sqrt over the last 20% of the run; before that the peak", "0"),
        ("detr", "none: the rate stays at the peak", None),
    ],
)
def test_how_the_rate_falls(case, decay, floor):
    lines = dict(line.split(maxsplit=1) for line in answer_text(advised(case)).splitlines() if line[0] != " ")
    assert (lines["decay"], lines.get("floor")) == (decay, floor)


def test_drops_inside_a_short_run_are_shares():
    assert (
        answer("detection", "faster_rcnn", epochs=2, steps_per_epoch=500)["decay"]
        == "times 0.1 at 67% and 92% of the run"
    )


def test_a_cosine_that_is_cut_off_says_so():
    assert "a cosine over 1.2 times the run, cut off at its end" in answer_text(advised("one-stage", "ppdet"))


def test_without_a_rate_there_is_still_a_schedule():
    lines = answer("classification", "EfficientNet", epochs=90)
    assert lines["schedule"].startswith("LinearDecay [A]")
    assert "peak" not in lines
    assert lines["not"].startswith("known  The peak rate is not known")


def test_a_model_that_is_taken_for_another_is_said():
    case = Case("classification", "ResNetXYZ", epochs=30, steps_per_epoch=500)
    assert "taken      ResNetXYZ as a ResNet; Momentum, from scratch (not given)" in answer_text(advise(case))
    with in_language("zh"):
        assert "ResNetXYZ 按 ResNet 处理；Momentum" in answer_text(advise(case))
    given = {"optimizer": "Momentum", "pretrained": False, "epochs": 30, "steps_per_epoch": 500}
    assert answer("classification", "EfficientNetXYZ", **given)["taken"] == "EfficientNetXYZ as an EfficientNet"
    assert "taken" not in answer("classification", "ResNet50", **given)


def test_a_size_that_no_sweep_reaches_is_said_beside_the_peak():
    run = {"tokens": 10**12, "batch_size": 64, "gpus": 16, "sequence_length": 2048}
    assert answer("text-pretrain", "7B", **run)["peak"].startswith(
        "1.2e-4 [B] no interval: no sweep reaches this size."
    )
    with in_language("zh"):
        assert "1.2e-4 [B] 无区间：没有扫描实验达到这一规模。" in answer_text(
            advise(Case("text-pretrain", "7B", **run))
        )
    assert "likely" in answer("text-pretrain", "1B", **{**run, "tokens": 10**11})["peak"]
