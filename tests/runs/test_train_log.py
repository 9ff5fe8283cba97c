"""``train.log`` at a checkpoint: what goes, what stays, and when it is written again from ``log.jsonl``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.runs.train_log import REBUILT, add_notes, is_due, line_interval, note_line, repair_train_log, row_line

TOTAL, EVERY = 60, 10
TRAINING = [
    {
        "update": update,
        "epoch": update / 20,
        "rate/applied": 0.1 / (update + 3),
        "train/loss": 2.0 - update / 50,
        "speed/samples_per_s": 0.4 * update,
    }
    for update in range(TOTAL)
]
EVALUATIONS = [{"update": update, "eval/accuracy": update / 100} for update in (20, 40, 60)]
ROWS = sorted([*EVALUATIONS, *TRAINING], key=lambda row: (row["update"], "train/loss" in row))


def lines(rows, when="t"):
    return [row_line(row, TOTAL, when, "0:01") for row in rows if is_due(row, EVERY, TOTAL)]


def at(update):
    """The rows of ``log.jsonl`` at a checkpoint."""
    return [row for row in ROWS if row["update"] < update or ("eval/accuracy" in row and row["update"] == update)]


def repaired(file, update, rows=None):
    again = repair_train_log(file, update, at(update) if rows is None else rows, EVERY, TOTAL)
    return again, file.read_text().splitlines() if file.exists() else []


@given(st.integers(0, TOTAL), st.integers(0, TOTAL), st.integers(0, 60))
def test_newer_and_torn_lines_go_and_the_others_stay_as_they_are(tmp_path_factory, first, second, torn):
    checkpoint, killed = sorted((first, second))
    file = tmp_path_factory.mktemp("run") / "train.log"
    text = "\n".join(lines(at(killed)))
    after = lines(ROWS)[len(lines(at(killed))) :]
    file.write_text(text + "\n" * bool(text) + (after[0][:torn] if after else ""))
    again, found = repaired(file, checkpoint)
    assert found == lines(at(checkpoint))
    assert not again


def test_notes_stay_and_other_lines_go(tmp_path):
    file = tmp_path / "train.log"
    before = lines(at(25))
    file.write_text("\n".join([*before, "Traceback (most recent call last):", "[t] update 31/60  epoch 1.5  lr 0.0"]))
    add_notes(file, ["the loss is nan\nat update 31", "back to 20"])
    again, found = repaired(file, 20)
    assert not again
    assert found == [*lines(at(20)), *(note for note in file.read_text().splitlines() if "note: " in note)]
    assert [note.partition("] ")[2] for note in found[-2:]] == [
        "note: the loss is nan at update 31",
        "note: back to 20",
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("lr 0.0333333", "lr 0.0433333"),
        lambda text: text.replace("update 11/60", "update 12/60"),
        lambda text: "".join(line + "\n" for line in text.splitlines() if "update 11/60" not in line),
        lambda text: text.replace("evaluation after update 20", "evaluation after update 19"),
        lambda text: "".join(reversed(text.splitlines(keepends=True))),
        lambda text: text + text,
    ],
    ids=["another rate", "another update", "a missing line", "another evaluation", "another order", "twice"],
)
def test_lines_that_are_not_those_of_the_log_are_written_again(tmp_path, spoil):
    file = tmp_path / "train.log"
    note = note_line("kept", "t")
    file.write_text("".join(f"{line}\n" for line in [*lines(at(40)), note]))
    file.write_text(spoil(file.read_text()))
    again, found = repaired(file, 30)
    assert again
    assert [line for line in found if line != note] == [
        row_line(row, TOTAL, REBUILT) for row in at(30) if is_due(row, EVERY, TOTAL)
    ]
    assert note in found


def test_a_missing_file_is_written_from_the_log(tmp_path):
    file = tmp_path / "train.log"
    assert repaired(file, 20) == (False, [row_line(row, TOTAL, REBUILT) for row in at(20) if is_due(row, EVERY, TOTAL)])


def test_a_loss_that_is_not_finite_has_a_line(tmp_path):
    assert is_due({"update": 7, "train/loss": float("nan")}, 10, 60)
    assert not is_due({"update": 7, "train/loss": 1.0}, 10, 60)


@given(st.integers(1, 1000))
def test_the_interval_is_the_smallest_multiple_from_ten_on(log_every):
    every = line_interval(log_every)
    assert every % log_every == 0
    assert every >= 10
    assert every - log_every < 10
