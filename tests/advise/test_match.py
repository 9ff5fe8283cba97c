"""Which row fires, and which came next."""

from paddle_lrkit.advise.case import Case, resolve_case
from paddle_lrkit.advise.data import rows
from paddle_lrkit.advise.match import match_rows

BY_KEY = {row.key: row for row in rows()}


def keys(*arguments, **more):
    return [each.row.key for each in match_rows(resolve_case(Case(*arguments, **more)))]


def test_rows_that_fit_come_in_the_order_of_the_table():
    assert keys("text-finetune", epochs=3, samples=1000, batch_size=8)[:2] == ["finetune-small", "finetune"]
    assert keys("classification", epochs=29)[:2] == ["cnn-short", "cnn"]
    assert keys("classification", epochs=30)[0] == "cnn"


def test_every_row_is_considered_once():
    assert sorted(keys("ocr", epochs=3)) == sorted(BY_KEY)


def test_rows_of_the_task_are_nearer_than_others():
    considered = match_rows(resolve_case(Case("detection", "ppyoloe", epochs=36)))
    assert considered[0].row.key == "one-stage"
    assert [miss.en for miss in considered[0].misses] == ["needs 80 epochs or more"]
    tasks = [each.row.when.tasks for each in considered]
    assert tasks[:4] == [("detection",)] * 4
    assert tasks[4] == ()
