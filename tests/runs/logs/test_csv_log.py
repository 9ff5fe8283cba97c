"""CSV of one's own."""

from __future__ import annotations

import math

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.logs.csv_log import is_csv
from paddle_lrkit.runs.logs.training_log import NO_STEP
from tests.runs.logs.tables import csv_log

ROWS = [(0, 0.1, 2.5), (20, 0.098, 2.25), (40, 0.0925, 2.0), (60, 0.08125, 1.5)]


def written(sign: str = ",", end: str = "\n", header: str = "step,lr,loss") -> str:
    lines = [header.replace(",", sign), *(sign.join(map(str, row)) for row in ROWS)]
    return "".join(line + end for line in lines if line)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_delimiters_line_ends_and_byte_order_marks(sign, end, mark):
    data = mark + written(sign, end).encode()
    assert is_csv(data)
    log = csv_log(data)
    assert list(zip(log.rows.step, log.rows.rate, log.rows.loss, strict=True)) == ROWS
    assert (log.format.name, log.format.printed, log.format.counts) == ("csv", "unknown", "run")
    assert list(log.rows.place) == [2, 3, 4, 5]


def test_utf16_is_read():
    assert list(csv_log(written(sign="\t").encode("utf-16")).rows.rate) == [row[1] for row in ROWS]


def test_a_decimal_comma_and_quotes():
    log = csv_log('"step";"lr"\n"0";"0,1"\n10;0,0995\n')
    assert list(log.rows.rate) == [0.1, 0.0995]


def test_a_table_without_names():
    rows = [f"{20 * at},{2 + math.sin(17 * at):.3f},{0.1 - at / 1000:.6f}\n" for at in range(40)]
    log = csv_log("".join(rows))
    assert log.rows.step[:3].tolist() == [0, 20, 40]
    assert (log.rows.rate[2], log.rows.place[0]) == (0.098, 1)


def test_names_behind_a_comment_sign():
    log = csv_log("# made by a script\n# lr,step,x\n1e-1,0,5\n5e-2,10,5\n")
    assert (log.rows.step.tolist(), log.rows.rate.tolist(), log.rows.place.tolist()) == ([0, 10], [0.1, 0.05], [3, 4])


def test_batches_count_within_the_epoch_whose_length_the_rows_tell():
    text = "epoch,batch,lr\n0,0,0.1\n0,50,0.1\n0,100,0.1\n1,39,0.1\n1,89,0.1\n2,28,0.1\n"
    log = csv_log(text)
    assert (log.format.counts, log.format.first_epoch, log.steps_per_epoch) == ("epoch", 0, 111)
    same_start = csv_log("epoch,batch,lr\n0,0,0.1\n0,50,0.1\n1,0,0.1\n1,50,0.1\n2,0,0.1\n")
    assert (same_start.format.counts, same_start.steps_per_epoch) == ("epoch", None)


@pytest.mark.parametrize("interval", [5, 6, 11])
def test_batches_of_rows_as_far_apart_as_an_epoch(interval):
    rows = [divmod(at, 5) for at in range(0, 120, interval)]
    log = csv_log("epoch,batch,lr\n" + "".join(f"{epoch},{batch},0.1\n" for epoch, batch in rows))
    assert log.format.counts == "epoch"


def test_a_step_that_counts_over_the_run_beside_its_epoch():
    log = csv_log("step,epoch,lr\n1,1,0.1\n2,1,0.1\n3,2,0.1\n4,2,0.1\n")
    assert (log.format.counts, log.format.first_step, log.format.first_epoch) == ("run", 1, 1)


def test_rows_of_whole_epochs():
    log = csv_log("epoch,lr\n1,0.1\n2,0.05\n")
    assert (log.format.counts, set(log.rows.step), log.rows.epoch.tolist()) == ("epoch", {NO_STEP}, [1, 2])


def test_epochs_with_fractions_tell_the_steps_of_one():
    log = csv_log("step,epoch,lr\n10,0.25,0.1\n20,0.5,0.1\n30,0.75,0.1\n")
    assert (log.steps_per_epoch, set(log.rows.epoch)) == (40, {NO_STEP})


@pytest.mark.parametrize(("last", "kept"), [("60,0.08", 3), ("60,0.08,1.", 4), ("60", 3), ("60,0.08,1.5\n", 4)])
def test_a_last_line_without_an_end_counts_as_far_as_its_rate_is_whole(last, kept):
    log = csv_log("".join(written().splitlines(keepends=True)[:-1]) + last)
    assert len(log.rows) == kept
    assert [event.kind for event in log.events] == ["torn"] * (4 - kept)


def test_a_rate_in_the_last_column_may_be_cut():
    assert list(csv_log("step,lr\n0,0.1\n10,0.12").rows.rate) == [0.1]


def test_names_that_come_again_are_a_resume():
    log = csv_log(written() + written())
    assert [(event.kind, event.row, event.place) for event in log.events] == [("resume", 4, 6)]
    assert len(log.rows) == 8


def test_bad_cells_are_torn_lines_and_empty_ones_no_rows():
    log = csv_log("step,lr,loss\n0,0.1,1\n10,oops,1\n20,,1\n30,0.1,nan\n40,nan,1\n,0.1,1\n")
    assert log.rows.step.tolist() == [0, 30, 40]
    assert [event.place for event in log.events] == [3, 7]
    assert math.isnan(log.rows.loss[1])
    assert log.rows.loss_printed[1] == 1


def test_a_loss_in_a_row_of_its_own_joins_the_rate_of_its_step():
    log = csv_log("step,lr,train_loss\n0,0.1,\n0,,2.5\n10,,2.0\n10,0.05,\n")
    assert log.rows.loss.tolist() == [2.5, 2.0]


def test_evaluations_are_left_out_and_ranks_are_streams():
    log = csv_log("mode,rank,step,lr\ntrain,0,0,0.1\ntrain,1,0,0.2\nval,0,1,0.3\n")
    assert (log.rows.rate.tolist(), log.rows.stream.tolist()) == ([0.1, 0.2], [0, 1])


def test_skips_of_each_row_are_summed():
    assert csv_log("step,lr,skipped\n0,1,0\n1,1,1\n2,1,0\n3,1,1\n").rows.skipped.tolist() == [0, 1, 1, 2]
    assert csv_log("step,lr,skipped\n0,1,0\n1,1,1\n2,1,1\n3,1,4\n").rows.skipped.tolist() == [0, 1, 1, 4]


def test_a_column_that_is_named():
    assert csv_log("t,eta,y\n0,0.1,1\n1,0.2,1\n", step="t", lr="eta").rows.rate.tolist() == [0.1, 0.2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a.csv: the file is empty"),
        ("step,lr\n", "no row has a number in its column 'lr'"),
        ("words\nmore\n", "not a table"),
        ("step,lr\n" + "x" * 3_000_000, "no row has a number"),
        (",".join("abc" for _ in range(20_000)) + "\n", "has 20000 columns"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(text, words):
    with pytest.raises(UsageError, match=words):
        csv_log(text)


def test_text_of_other_kinds_is_not_a_table():
    for text in ("[06/08] ppdet INFO: Epoch: [0] [ 20/33] learning_rate: 0.1 loss: 2\n" * 3, "a, b\nc, d\n", "hello\n"):
        assert not is_csv(text.encode())


def test_a_short_table_without_a_rate_is_a_table_still():
    assert is_csv(b"a,b,c\n1,2,3")
    with pytest.raises(UsageError, match="no column is a learning rate by its name; it has a, b and c"):
        csv_log("a,b,c\n1,2,3\n")


def test_losses_that_are_printed_less_often_than_rates():
    log = csv_log("step,lr,loss,mode\n" + "".join(f"{at},0.1,{at if at % 2 else ''},train\n" for at in range(6)))
    assert log.rows.loss_printed.tolist() == [0, 1] * 3
    assert log.rows.loss[5] == 5
