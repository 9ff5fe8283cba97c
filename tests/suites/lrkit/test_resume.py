"""How a config of our trainer gets longer."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.curves import custom
from paddle_lrkit.suites.continuation import Continuation
from paddle_lrkit.suites.lrkit.composed import composed
from paddle_lrkit.suites.lrkit.resume import RESUME


@pytest.mark.parametrize(
    ("run", "count", "keys"),
    [
        ({"epochs": 2}, 80, {"epochs": 4}),
        ({"epochs": 2}, 85, {"epochs": None, "updates": 85}),
        ({"updates": 40}, 80, {"updates": 80}),
    ],
)
def test_epochs_stay_epochs_where_they_can(run: dict[str, int], count: int, keys: dict[str, int | None]) -> None:
    edits = RESUME.length(Document({"Global": run}), count, 20)
    assert {edit.path[-1]: edit.value for edit in edits} == keys


def test_a_history_that_cannot_be_written_becomes_a_constant() -> None:
    wish = Continuation(10, 20, 0.02, decay=10, before=custom(lambda update: 0.5 / (1 + update)))
    (section,) = RESUME.sections(wish, 20, 1, False)
    curve = composed(section["Optimizer", "lr"]["curve"])
    assert [curve(update) for update in (0, 9, 10, 15)] == pytest.approx([0.02, 0.02, 0.02, 0.01])
