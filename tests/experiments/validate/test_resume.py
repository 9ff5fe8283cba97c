"""A resumed run equals the whole run, and a resume that loses state is noticed."""

from __future__ import annotations

import pytest

from paddle_lrkit.experiments.validate import resume
from paddle_lrkit.experiments.validate.case import CaseFailed
from paddle_lrkit.train import session as session_module

TEXT = "text_classification"


def resumed(options, tolerance=resume.EXACT):
    return resume.resumed(options, TEXT, TEXT, resume._STATEFUL[TEXT], tolerance)


def test_it_is_equal_bit_for_bit(options):
    figures = resumed(options)
    assert (figures["updates"], figures["from update"]) == (2, 2)
    assert (figures["largest"], figures["distance of the weights"]) == (0, 0)


def test_a_forgotten_optimizer_state_is_noticed(options, monkeypatch):
    monkeypatch.setattr(session_module, "restore_optimizer", lambda *given: None)
    with pytest.raises(CaseFailed, match=r"difference|the final weights differ"):
        resumed(options)


def test_forgotten_weights_are_noticed_within_the_gpu_limits_too(options, monkeypatch):
    monkeypatch.setattr(session_module, "restore_model", lambda *given: None)
    with pytest.raises(CaseFailed, match=r"difference|the final weights differ"):
        resumed(options, resume.ON_DEVICE)


def test_a_run_that_starts_again_is_noticed(options, monkeypatch):
    real = resume.open_run
    monkeypatch.setattr(resume, "open_run", lambda *given, resume=None: real(*given))
    with pytest.raises(CaseFailed, match="resumes at update 0, but its checkpoint is of update 2"):
        resumed(options)


def test_without_a_gpu_float16_is_skipped(options, monkeypatch):
    monkeypatch.setattr(resume, "resumed", lambda *given: {})
    assert [result.status for result in resume.check(options)] == ["ok", "ok", "ok", "skip"]
