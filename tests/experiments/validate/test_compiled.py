"""Compiled and NHWC models against the dynamic one."""

from __future__ import annotations

import pytest

from paddle_lrkit.experiments.validate import compiled
from paddle_lrkit.experiments.validate.case import CaseFailed
from paddle_lrkit.experiments.validate.options import ValidationOptions

NHWC = {"Global.data_format": "NHWC"}


@pytest.fixture
def short(tmp_path):
    return ValidationOptions("cpu", str(tmp_path), 2)


def test_nhwc_trains_as_nchw(short):
    references = {}
    figures = compiled.against_dynamic(short, "classification", "NHWC", NHWC, references)
    assert figures["first"] < 1e-5
    assert list(references) == ["classification"]


@pytest.mark.filterwarnings("ignore:Tensor do not have .place. interface:UserWarning")
def test_to_static_trains_as_dynamic(short):
    changes = {"Global.to_static": True}
    figures = compiled.against_dynamic(short, "text_classification", "to_static", changes, {})
    assert figures["first"] < 1e-5


def test_another_model_is_noticed(short, monkeypatch):
    real = compiled.set_weights
    spoiled = {"head.weight": 1.01}

    def moved(session, weights):
        real(session, {name: value * spoiled.get(name, 1) for name, value in weights.items()})

    monkeypatch.setattr(compiled, "set_weights", moved)
    with pytest.raises(CaseFailed, match="first difference"):
        compiled.against_dynamic(short, "classification", "NHWC", NHWC, {})


def test_the_cases_share_the_dynamic_training_and_detection_says_why_not(short, monkeypatch):
    seen = []
    monkeypatch.setattr(compiled, "against_dynamic", lambda *given: seen.append(given) or {})
    found = list(compiled.check(short))
    assert [finding.status for finding in found] == ["ok"] * 4 + ["skip"]
    assert "neither to_static nor NHWC" in found[-1].reason
    assert len({id(given[4]) for given in seen}) == 1
