"""What PaddleOCR saves, and which sections continue it."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from paddle_lrkit.suites.continuation import Continuation
from paddle_lrkit.suites.ppocr.resume import RESUME
from tests.suites import suite_checkpoints as saved


def test_the_epoch_that_was_running(tmp_path: Path) -> None:
    prefix = saved.ppocr(tmp_path / "latest", saved.state(7, 0.1), 3)
    assert RESUME.progress(prefix.with_name("latest.pdopt")).epochs == 3


def test_models_of_paddlenlp_have_the_epoch_in_a_directory(tmp_path: Path) -> None:
    prefix = saved.ppocr(tmp_path / "latest", saved.state(7, 0.1), 3)
    prefix.with_name("latest.states").unlink()
    assert RESUME.progress(prefix.with_name("latest.pdopt")).epochs is None
    (tmp_path / "latest").mkdir()
    (tmp_path / "latest" / "metric.states").write_bytes(pickle.dumps({"epoch": 5}, 2))
    assert RESUME.progress(prefix.with_name("latest.pdopt")).epochs == 5


@pytest.mark.parametrize(
    ("start", "end", "nested", "count"), [(20, 40, False, 1), (20, 40, True, 2), (20, 60, False, 0), (20, 60, True, 1)]
)
def test_a_cosine_over_the_rest_is_a_repeated_one(start: int, end: int, nested: bool, count: int) -> None:
    """Without a warmup the cosine must begin at the checkpoint by itself."""
    wish = Continuation(start, end, 0.1, decay=end - start)
    assert len(list(RESUME.sections(wish, end // 10, 10, nested))) == count
