"""What a comparison and a worker write for each other."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare.trial_folder import TrialEnd, TrialFolder, TrialOrder

ORDER = TrialOrder("/data/runs/1", True, "cpu", 2)


def test_a_worker_reads_what_was_prepared(tmp_path):
    folder = TrialFolder(tmp_path / "trial")
    folder.prepare({"Global": {"seed": 3}}, ORDER)
    assert folder.order() == ORDER
    assert folder.config.read_text() == "Global:\n  seed: 3\n"


def test_how_the_last_worker_ended_is_forgotten_by_the_next_preparation(tmp_path):
    folder, end = TrialFolder(tmp_path), TrialEnd("no memory", failed=True)
    assert folder.read_end() is None
    folder.end(end)
    assert folder.read_end() == end
    folder.prepare({}, ORDER)
    assert folder.read_end() is None


def test_an_order_that_cannot_be_read_is_one_sentence(tmp_path):
    (tmp_path / "order.json").write_text("{")
    with pytest.raises(LrkitError, match=r"order\.json: cannot be read: it is not JSON"):
        TrialFolder(tmp_path).order()
