"""What PaddleDetection saves, and how its config gets longer."""

from __future__ import annotations

from pathlib import Path

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.continuation import Continuation
from paddle_lrkit.suites.ppdet.resume import RESUME
from tests.suites import suite_checkpoints as saved


def test_epochs_and_scheduler(tmp_path: Path) -> None:
    prefix = saved.ppdet(tmp_path / "0", saved.state(7, 0.1), 1)
    found = RESUME.progress(prefix.with_name("0.pdopt"))
    assert (found.epochs, found.updates, found.schedulers) == (1, None, ({"last_epoch": 7, "last_lr": 0.1},))


def test_arsl_counts_updates() -> None:
    (edit,) = RESUME.length(Document({"epoch": 12}), 24, 100)
    assert (edit.path, edit.value) == (("epoch",), 24)
    (edit,) = RESUME.length(Document({"ssod_method": "ARSL", "max_iter": 1200}), 24, 100)
    assert (edit.path, edit.value) == (("max_iter",), 2400)


def test_a_ramp_and_a_line_have_no_section() -> None:
    for wish in (Continuation(10, 20, 0.1, 0.2, ramp=5, decay=5), Continuation(10, 20, 0.1, decay=10, shape="linear")):
        assert list(RESUME.sections(wish, 20, 1, True)) == []
