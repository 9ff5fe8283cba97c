"""Rows of log.jsonl: strict reading, exact floats, the cut at a resume."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.runs.log import decode_row, encode_row, read_log
from paddle_lrkit.runs.log_repair import repair_log

NUMBERS = st.floats() | st.integers(-(2**70), 2**70)
TAGS = st.sampled_from(["epoch", "rate/planned", "rate/applied", "train/loss", "eval/accuracy"])


def write(path, *lines, end="\n"):
    path.write_bytes(("\n".join(lines) + end).encode())
    return path


@given(st.integers(0, 2**60), st.dictionaries(TAGS, NUMBERS))
def test_a_row_comes_back_bit_for_bit_from_strict_json(update, values):
    row = {"update": update, **values}
    line = encode_row(row)
    assert "\n" not in line
    json.loads(line, parse_constant=pytest.fail)
    back = decode_row(line)
    assert list(back) == list(row)
    for key, value in row.items():
        assert type(back[key]) is type(value)
        assert back[key] == value or (math.isnan(value) and math.isnan(back[key]))


def test_a_run_directory_or_the_file_itself_is_read(tmp_path):
    file = write(tmp_path / "log.jsonl", '{"update": 0, "rate/planned": 0.1}', '{"update": 1, "train/loss": "NaN"}')
    rows = read_log(tmp_path)
    assert rows[0] == {"update": 0, "rate/planned": 0.1}
    assert math.isnan(rows[1]["train/loss"])
    assert [row["update"] for row in read_log(file)] == [0, 1]


@pytest.mark.parametrize("torn", ['{"update": 2, "rate', "{", "\x00\x00\x00", '{"update": 2, "train/loss": 1.5'])
def test_a_torn_last_line_is_ignored(tmp_path, torn):
    file = write(tmp_path / "log.jsonl", '{"update": 0}', '{"update": 1}', torn, end="")
    assert read_log(file) == [{"update": 0}, {"update": 1}]


def test_a_last_line_that_lacks_only_its_end_is_a_row(tmp_path):
    assert read_log(write(tmp_path / "log.jsonl", '{"update": 0}', '{"update": 1}', end="")) == [
        {"update": 0},
        {"update": 1},
    ]


def test_an_empty_file_has_no_rows(tmp_path):
    (tmp_path / "log.jsonl").touch()
    assert read_log(tmp_path) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"update": 1, "rate', "not a row"),
        ("", "not a row"),
        ("[1, 2]", "must be a JSON object"),
        ('{"train/loss": 1.0}', "'update' must be a whole number >= 0, got None"),
        ('{"update": true}', "got True"),
        ('{"update": -1}', "got -1"),
        ('{"update": 1.0}', "got 1.0"),
        ('{"update": 1, "train/loss": NaN}', "NaN is not a JSON number"),
        ('{"update": 1, "update": 2}', "a key appears twice"),
    ],
)
def test_a_broken_line_before_the_end_is_named(tmp_path, line, said):
    file = write(tmp_path / "log.jsonl", '{"update": 0}', line, '{"update": 2}')
    with pytest.raises(LrkitError) as caught:
        read_log(file)
    assert str(caught.value).startswith(f"{file}:2: ")
    assert said in str(caught.value)


def test_a_broken_last_line_with_a_line_end_is_not_torn(tmp_path):
    file = write(tmp_path / "log.jsonl", '{"update": 0}', '{"update": 1, "rate')
    with pytest.raises(LrkitError, match=r"log\.jsonl:2: "):
        read_log(file)


def test_a_broken_encoding_is_named(tmp_path):
    (tmp_path / "log.jsonl").write_bytes(b'{"update": 0}\n\xff\xfe\n')
    with pytest.raises(LrkitError, match=r"log\.jsonl:2: .*UTF-8"):
        read_log(tmp_path)


def test_a_missing_log_is_one_sentence(tmp_path):
    with pytest.raises(LrkitError, match=r"log\.jsonl: the log cannot be read: No such file"):
        read_log(tmp_path / "log.jsonl")


def test_the_cut_keeps_the_evaluation_that_the_checkpoint_was_made_after(tmp_path):
    kept = [
        '{"update": 0, "eval/loss": 9}',
        '{"update":  0, "train/loss": 1}',
        '{"update": 1, "train/loss": 1}',
    ]
    kept.append('{"update": 2, "eval/loss": 3}')
    later = [
        '{"update": 2, "train/loss": 1}',
        '{"update": 3, "eval/loss": 2}',
        '{"update": 3, "train/loss": 1}',
    ]
    file = write(tmp_path / "log.jsonl", *kept, *later, '{"update": 4, "tra', end="")
    assert repair_log(file, 2).rejected == 0
    assert file.read_text() == "\n".join(kept) + "\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["log.jsonl"]


def test_the_cut_ends_the_last_kept_line(tmp_path):
    file = write(tmp_path / "log.jsonl", '{"update": 0}', '{"update": 1}', end="")
    assert repair_log(file, 5).rejected == 0
    assert file.read_bytes() == b'{"update": 0}\n{"update": 1}\n'


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans())), st.integers(0, 10))
def test_the_cut_at_an_update_is_the_same_rule_for_every_order(tmp_path_factory, entries, resume_update):
    file = tmp_path_factory.mktemp("run") / "log.jsonl"
    rows = [{"update": update, ("eval/loss" if evaluation else "train/loss"): 1.0} for update, evaluation in entries]
    file.write_text("".join(encode_row(row) + "\n" for row in rows))
    repair_log(file, resume_update)
    once = sorted(set(entries), key=lambda entry: (entry[0], not entry[1]))
    expected = [
        {"update": update, ("eval/loss" if evaluation else "train/loss"): 1.0}
        for update, evaluation in once
        if update < resume_update + evaluation
    ]
    assert read_log(file) == expected
