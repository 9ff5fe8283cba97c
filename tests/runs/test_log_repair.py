"""A damaged log becomes what it was at the checkpoint, as far as its lines tell."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.runs.log import encode_row
from paddle_lrkit.runs.log_repair import REJECTED, LogRepair, log_mark, repair_log


def row(update, **more):
    values = {"rate/planned": 0.1, "rate/applied": 0.1000000001, "train/loss": 1.0 / (update + 1)}
    return encode_row({"update": update, **values, **more}).encode()


EVALUATION = encode_row({"update": 4, "eval/accuracy": 0.5}).encode()
LINES = [*map(row, range(4)), EVALUATION, *map(row, range(4, 8))]
WHOLE = b"".join(line + b"\n" for line in LINES)
AT_4 = b"".join(line + b"\n" for line in LINES[:5])


@pytest.fixture
def repaired(tmp_path):
    """What a log becomes at update 4, what was rejected, and the report."""

    def repair(content, update=4, mark=None):
        file = tmp_path / "log.jsonl"
        file.write_bytes(content)
        report = repair_log(file, update, mark)
        rejected = tmp_path / REJECTED
        return file.read_bytes(), rejected.read_bytes() if rejected.exists() else b"", report

    return repair


@pytest.mark.parametrize("mark", [None, log_mark(AT_4)])
def test_what_is_newer_than_the_checkpoint_goes_and_the_rest_keeps_its_bytes(repaired, mark):
    assert repaired(WHOLE, mark=mark) == (AT_4, b"", LogRepair())


def test_a_torn_last_line_is_no_damage(repaired):
    assert repaired(AT_4 + LINES[5][:20]) == (AT_4, b"", LogRepair())
    assert repaired(AT_4 + LINES[5][:20], mark=log_mark(AT_4)) == (AT_4, b"", LogRepair())


@pytest.mark.parametrize("order", ["reversed", "doubled", "shuffled"])
def test_rows_in_another_order_are_sorted(repaired, order):
    lines = list(LINES)
    if order == "shuffled":
        random.Random(1).shuffle(lines)
    lines = lines[::-1] if order == "reversed" else lines * 2 if order == "doubled" else lines
    content, rejected, report = repaired(b"\n".join(lines) + b"\n")
    assert (content, rejected, report) == (AT_4, b"", LogRepair())


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe",
        b"\0" * 50,
        b"[]",
        b"{}",
        b'{"update": "1"}',
        b"{" * 10**5,
        row(2, **{"rate/applied": 0.3}),
        b'{"update": 1, "train/loss": 9}',
        b'{"update": 9, "train/loss": "high"}',
        b'{"update": 9, "train/loss": [1]}',
        b'{"update": 9, "a%/b": 1}',
        b'{"update": 9, "train/loss": 1' + b"0" * 400 + b"}",
    ],
    ids=[
        "not text",
        "zeros",
        "list",
        "empty",
        "no number",
        "nested",
        "another rate",
        "another row",
        "text",
        "values",
        "tag",
        "huge",
    ],
)
def test_lines_that_are_not_rows_are_set_aside(repaired, tmp_path, line):
    content, rejected, report = repaired(AT_4.replace(LINES[1] + b"\n", LINES[1] + b"\n" + line + b"\n"))
    assert content == AT_4
    assert rejected == line + b"\n"
    assert report == LogRepair(rejected=1)
    (sentence,) = report.sentences(tmp_path / "log.jsonl")
    assert sentence.endswith(f"1 line of no row of this run, now in {tmp_path / REJECTED}")


@pytest.mark.parametrize(
    ("missing", "gaps"),
    [([0], ((0, 0),)), ([1], ((1, 1),)), ([2], ((2, 2),)), ([3], ((3, 3),)), ([0, 3], ((0, 0), (3, 3)))],
)
def test_missing_rows_are_named(repaired, tmp_path, missing, gaps):
    lines = [line for number, line in enumerate(LINES) if number not in missing]
    report = repaired(b"\n".join(lines) + b"\n", mark=log_mark(AT_4))[2]
    assert report.missing == gaps
    named = " and ".join(f"{a} to {b}" if b > a else str(a) for a, b in gaps)
    assert report.sentences(tmp_path / "log.jsonl") == [
        f"{tmp_path / 'log.jsonl'}: the rows of updates {named} are missing"
    ]


def test_missing_rows_that_leave_no_gap_are_counted(repaired, tmp_path):
    """Rows 0 and 3 could be those of a run that logs every third update; the checkpoint has counted five."""
    lines = [line for number, line in enumerate(LINES) if number not in (1, 2)]
    report = repaired(b"\n".join(lines) + b"\n", mark=log_mark(AT_4))[2]
    assert (report.missing, report.lost) == ((), 2)
    assert report.sentences(tmp_path / "log.jsonl") == [
        f"{tmp_path / 'log.jsonl'}: 2 rows of those at the checkpoint are missing"
    ]


def test_a_log_with_a_row_every_ten_updates_has_no_gap(repaired):
    content = b"".join(row(update) + b"\n" for update in (0, 10, 20, 30))
    assert repaired(content, 35)[2] == LogRepair()
    assert repaired(content.replace(row(20) + b"\n", b""), 35)[2].missing == ((11, 29),)


def test_of_many_gaps_the_first_are_named(tmp_path):
    sentence = LogRepair(missing=tuple((10 * n + 1, 10 * n + 9) for n in range(500))).sentences(tmp_path)[0]
    assert sentence.endswith("61 to 69, 71 to 79 and 492 more are missing")


def test_a_gap_of_a_position_that_was_moved_is_no_loss(tmp_path):
    file = tmp_path / "log.jsonl"
    content = b"".join(row(update) + b"\n" for update in (0, 1, 4, 5))
    file.write_bytes(content)
    assert repair_log(file, 6, moved=True) == LogRepair()
    file.write_bytes(content.replace(row(1) + b"\n", b""))
    assert repair_log(file, 6, log_mark(content), moved=True).lost == 1


def test_no_log_at_all(repaired, tmp_path):
    assert repair_log(tmp_path / "none.jsonl", 4, log_mark(AT_4)).missing == ((0, 3),)
    assert not (tmp_path / "none.jsonl").exists()
    assert repaired(b"", 0) == (b"", b"", LogRepair())


def test_a_changed_number_is_said_though_it_cannot_be_found(repaired, tmp_path):
    changed = AT_4.replace(b"0.5", b"0.7")
    content, rejected, report = repaired(changed, mark=log_mark(AT_4))
    assert (content, rejected) == (changed, b"")
    (sentence,) = report.sentences(tmp_path / "log.jsonl")
    assert "changed since the checkpoint was written" in sentence


@given(st.binary(max_size=400), st.integers(0, len(WHOLE)), st.integers(0, 8))
def test_any_content_becomes_rows_in_order(tmp_path_factory, junk, place, update):
    file = tmp_path_factory.mktemp("log") / "log.jsonl"
    file.write_bytes(WHOLE[:place] + junk + WHOLE[place:])
    repair_log(file, update)
    rows = [json.loads(line) for line in file.read_bytes().splitlines()]
    places = [(one["update"], not any(key.startswith("eval/") for key in one)) for one in rows]
    assert places == sorted(set(places))
    assert all(at < update or (at == update and not training) for at, training in places)
