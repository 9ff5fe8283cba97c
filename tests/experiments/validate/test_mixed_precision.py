"""The forced overflow, with simulated mixed precision, which Paddle does not support on the CPU."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace

import paddle
import pytest

from paddle_lrkit.experiments.validate import mixed_precision
from paddle_lrkit.experiments.validate.case import CaseFailed
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.train import engine as engine_module
from paddle_lrkit.train.engine import Engine

ON_GPU = ValidationOptions("gpu", "unused", 6)


@pytest.fixture
def stand_in(monkeypatch, options):
    """Opens runs on the CPU, pretends that mixed precision works, and skips updates with infinite or NaN gradients."""
    real_open = mixed_precision.open_run
    real_apply = Engine._apply

    def apply(engine):
        finite = all(bool(paddle.isfinite(one.grad).all()) for one in engine.model.parameters() if one.grad is not None)
        return real_apply(engine) if finite else False

    monkeypatch.setattr(mixed_precision, "open_run", lambda given, name, config: real_open(options, name, config))
    monkeypatch.setattr(mixed_precision, "_require", lambda options, dtype: None)
    monkeypatch.setattr(mixed_precision, "_HUGE", float("inf"))
    monkeypatch.setattr(engine_module, "check_amp", lambda amp: None)
    monkeypatch.setattr(engine_module, "_loss_scaler", lambda amp: None)
    monkeypatch.setattr(Engine, "_autocast", lambda engine: nullcontext())
    monkeypatch.setattr(Engine, "_apply", apply)


def test_a_skipped_overflow_passes(stand_in):
    figures = mixed_precision.train_with_overflow(ON_GPU, "O1")
    assert figures == {"calls": 7, "updates": 6, "skipped": 1, "overflow at call": 3}


def test_an_overflow_that_counts_is_noticed(stand_in, monkeypatch):
    """The update is skipped, but reported as done."""
    skipping = Engine._apply
    monkeypatch.setattr(Engine, "_apply", lambda engine: skipping(engine) or True)
    finding = mixed_precision.run_case("amp", "overflow", "", lambda: mixed_precision.train_with_overflow(ON_GPU, "O1"))
    assert (finding.status, finding.reason[:9]) == ("fail", "update 3:")


def test_an_overflow_that_is_applied_is_noticed(stand_in, monkeypatch):
    def apply(engine):
        engine.optimizer.step()
        return True

    monkeypatch.setattr(Engine, "_apply", apply)
    finding = mixed_precision.run_case("amp", "overflow", "", lambda: mixed_precision.train_with_overflow(ON_GPU, "O1"))
    assert finding.status == "fail"


def test_a_schedule_that_goes_on_at_the_overflow_is_noticed(stand_in, monkeypatch):
    skipping = Engine._apply

    def apply(engine):
        done = skipping(engine)
        if not done:
            engine.scheduler.step()
        return done

    monkeypatch.setattr(Engine, "_apply", apply)
    finding = mixed_precision.run_case("amp", "overflow", "", lambda: mixed_precision.train_with_overflow(ON_GPU, "O1"))
    assert finding.status == "fail"


def calls(*given):
    return SimpleNamespace(calls=[mixed_precision.StepState(*one) for one in given], at=1)


SESSION = SimpleNamespace(
    state=SimpleNamespace(update=3), schedule=SimpleNamespace(curve=lambda update: [0.1, 0.2, 0.3, 0.4][update])
)


@pytest.mark.parametrize(
    ("watched", "message"),
    [
        (calls((0, 0.1, "a"), (1, 0.2, "b"), (2, 0.3, "b"), (3, 0.4, "c")), "the schedule went from update 1 to 2"),
        (calls((0, 0.1, "a"), (1, 0.2, "b"), (1, 0.2, "c"), (2, 0.3, "d")), "the overflow changed weights"),
        (calls((0, 0.1, "a"), (1, 0.2, "b"), (1, 0.2, "b"), (2, 0.4, "c")), r"update 2: the rate was 0\.4 instead of"),
        (calls((0, 0.1, "a"), (1, 0.2, "b"), (2, 0.3, "c")), "the overflow counted as an update"),
    ],
)
def test_what_the_calls_show(watched, message):
    with pytest.raises(CaseFailed, match=message):
        mixed_precision.check_calls(SESSION, watched)


def test_right_calls_pass():
    watched = calls((0, 0.1, "a"), (1, 0.2, "b"), (1, 0.2, "b"), (2, 0.3, "c"))
    assert mixed_precision.check_calls(SESSION, watched)["skipped"] == 1


@pytest.mark.parametrize("level", ["O1", "O2"])
def test_the_training_in_mixed_precision_reads_its_losses(stand_in, level, monkeypatch):
    monkeypatch.setattr(paddle.amp, "decorate", lambda model, optimizer, level, dtype: (model, optimizer))
    figures = mixed_precision.train_in_mixed_precision(ON_GPU, "text_classification", level, "float16")
    assert (figures["updates"], figures["skipped"]) == (6, 0)


def test_on_the_cpu_all_is_skipped_with_a_reason(options):
    (finding,) = mixed_precision.check(options)
    assert finding.status == "skip"
    assert "needs a GPU" in finding.reason


def test_a_type_that_the_device_lacks_is_skipped(monkeypatch, options):
    monkeypatch.setattr(mixed_precision, "use_device", lambda name: name)
    monkeypatch.setattr(mixed_precision, "device_kind", lambda: "npu")
    monkeypatch.setattr(mixed_precision, "computes_in", lambda dtype: dtype == "float16")
    monkeypatch.setattr(mixed_precision, "open_run", lambda *given: pytest.fail("it was run"))
    mixed_precision._require(ON_GPU, "float16")
    finding = mixed_precision.run_case(
        "amp", "a", "", lambda: mixed_precision.train_in_mixed_precision(ON_GPU, "classification", "O1", "bfloat16")
    )
    assert (finding.status, finding.reason) == ("skip", "this npu does not compute in bfloat16")
