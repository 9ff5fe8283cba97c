"""What PaddleClas saves, and which sections continue it."""

from __future__ import annotations

import pickle
from pathlib import Path

from paddle_lrkit.suites.continuation import Continuation
from paddle_lrkit.suites.ppcls.resume import RESUME
from tests.suites import suite_checkpoints as saved


def test_epochs_and_the_scheduler_of_each_optimizer(tmp_path: Path) -> None:
    prefix = saved.ppcls(tmp_path / "latest", saved.state(7, 0.1), 3)
    file = prefix.with_name("latest.pdopt")
    file.write_bytes(pickle.dumps([{"LR_Scheduler": saved.state(7, 0.1)}, {}], 4))
    assert RESUME.progress(file).epochs == 3
    assert RESUME.progress(file).schedulers == ({"last_epoch": 7, "last_lr": 0.1}, None)
    prefix.with_name("latest.pdstates").unlink()
    assert RESUME.progress(file).epochs is None


def test_a_warmup_only_where_the_checkpoint_has_one() -> None:
    wish = Continuation(20, 60, 0.1, decay=40)
    (section,) = RESUME.sections(wish, 6, 10, True)
    assert section["Optimizer", "lr"]["warmup_epoch"] == 2
    assert list(RESUME.sections(wish, 6, 10, False)) == []
