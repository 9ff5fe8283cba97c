"""Evaluation loss and rate drops in the chart of the training loss."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from paddle_lrkit.reports.board.loss_lines import MOST_RUNS, add_loss_lines

LOSSES = [[1000 + step, step, 2.0 - step / 10] for step in range(0, 10)]
RATES = [[1000 + step, step, 0.1 if step < 4 else 0.01] for step in range(0, 20)]


def changed(charts):
    """VisualDL's functions for runs with charts."""

    def table(reader, run, tag, type="tsv"):
        return run, tag, type

    lib = SimpleNamespace(
        get_scalar_tags=lambda reader: {"runs": list(charts), "tags": [list(own) for own in charts.values()]},
        get_scalar=lambda reader, run, tag: charts[run][tag],
        get_scalar_data=table,
    )
    add_loss_lines(lib)
    return lib


@pytest.fixture
def lib():
    evaluations = [[1005, 5, 1.7], [1010, 10, "nan"]]
    return changed(
        {"a": {"train/loss": LOSSES, "eval/loss": evaluations, "rate/schedule": RATES}, "b": {"rate/applied": RATES}}
    )


def test_lines_follow_the_runs_so_that_those_keep_their_colours(lib):
    assert lib.get_scalar_tags(None) == {
        "runs": ["a", "b", "a (eval)", "a (drops)"],
        "tags": [["train/loss", "eval/loss", "rate/schedule"], ["rate/applied"], ["train/loss"], ["train/loss"]],
    }


def test_the_evaluation_loss_begins_where_the_training_does(lib):
    assert lib.get_scalar(None, "a (eval)", "train/loss") == [[1000, 0, None], [1005, 5, 1.7], [1010, 10, "nan"]]


def test_a_drop_is_a_vertical_line_over_the_range_of_the_loss(lib):
    lowest = LOSSES[-1][2]
    assert lib.get_scalar(None, "a (drops)", "train/loss") == [
        [1000, 0, None],
        [1004, 4, lowest],
        [1004, 4, 2.0],
        [1004, 4, None],
    ]


def test_a_run_itself_stays_as_it_is(lib):
    assert lib.get_scalar(None, "a", "train/loss") == LOSSES
    assert lib.get_scalar(None, "b", "rate/applied") == RATES
    with pytest.raises(KeyError):
        lib.get_scalar(None, "a", "nothing")


def test_a_drop_ahead_of_the_run_is_not_drawn():
    lib = changed({"a": {"train/loss": LOSSES[:4], "rate/schedule": RATES}})
    assert lib.get_scalar_tags(None)["runs"] == ["a"]


def test_the_table_of_a_line_is_that_of_its_values(lib):
    assert lib.get_scalar_data(None, "a (eval)", "train/loss", "csv") == ("a", "eval/loss", "csv")
    assert lib.get_scalar_data(None, "a (drops)", "train/loss") == ("a", "train/loss", "tsv")
    assert lib.get_scalar_data(None, "a", "train/loss") == ("a", "train/loss", "tsv")


@pytest.mark.parametrize(("runs", "lines"), [(MOST_RUNS, MOST_RUNS), (MOST_RUNS + 1, 0)])
def test_many_runs_have_no_further_lines(runs, lines):
    lib = changed({f"run{number}": {"train/loss": LOSSES, "eval/loss": LOSSES} for number in range(runs)})
    assert len(lib.get_scalar_tags(None)["runs"]) == runs + lines


def test_twenty_one_drops_are_not_drawn():
    rates = [[step, step, 0.9 ** (step // 4)] for step in range(100)]
    losses = [[step, step, 1.0] for step in range(100)]
    lib = changed({"a": {"train/loss": losses, "rate/applied": rates}})
    assert lib.get_scalar_tags(None)["runs"] == ["a"]


def test_a_run_with_such_a_name_is_shown_itself():
    lib = changed({"a": {"train/loss": LOSSES, "eval/loss": LOSSES[:2]}, "a (eval)": {"train/loss": LOSSES[2:]}})
    assert lib.get_scalar_tags(None)["runs"] == ["a", "a (eval)"]
    assert lib.get_scalar(None, "a (eval)", "train/loss") == LOSSES[2:]
