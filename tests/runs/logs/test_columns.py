"""The columns of tables by their names."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.logs.columns import Columns, find_columns, is_training, several_rates


@pytest.mark.parametrize(
    ("names", "columns"),
    [
        ("epoch,batch,lr,loss", Columns("lr", "batch", "epoch", "loss", batches=True)),
        ("step,epoch,loss,lr,skipped", Columns("lr", "step", "epoch", "loss", "skipped")),
        ("global_step,learning_rate,train_loss", Columns("learning_rate", "global_step", None, "train_loss")),
        ("lr-AdamW,step,train_loss_step,val_loss", Columns("lr-AdamW", "step", None, "train_loss_step")),
        ("_step,train/learning_rate,train/loss", Columns("train/learning_rate", "_step", None, "train/loss")),
        ("Iter,Learning Rate,Total Loss,error_rate", Columns("Learning Rate", "Iter", None, "Total Loss")),
        ("base_lr,current_lr,iteration", Columns("current_lr", "iteration")),
        ("lr_0,lr_1,update", Columns("lr_0", "update", remarks=several_rates(["lr_0", "lr_1"]))),
        ("rate/applied,rate/planned,update", Columns("rate/applied", "update", planned="rate/planned")),
        ("mode,epoch,iter,lr,loss", Columns("lr", "iter", "epoch", "loss", part="mode")),
    ],
)
def test_usual_names_are_found(names, columns):
    assert find_columns(names.split(","), {}, "a.csv") == columns


def test_named_columns_go_before_usual_names_and_may_be_numbers():
    found = find_columns(["step", "t", "lr", "eta"], {"step": "t", "lr": "4"}, "a.csv")
    assert (found.step, found.rate) == ("t", "eta")


@pytest.mark.parametrize(
    ("names", "given", "words"),
    [
        (["step", "lr"], {"lr": "lrr"}, r"a\.csv: has no column 'lrr'; it has step and lr; did you mean 'lr'\?"),
        (["step", "lr"], {"los": "lr"}, r"--columns: unknown 'los'; known: step, epoch, .*; did you mean 'loss'\?"),
        (["step", "x"], {}, r"no column is a learning rate by its name; it has step and x; .*--columns lr=NAME"),
        (["lr", "x"], {}, r"no column tells the update .*it has lr and x; .*--columns step=NAME"),
    ],
)
def test_what_is_missing_is_one_sentence(names, given, words):
    with pytest.raises(UsageError, match=words):
        find_columns(names, given, "a.csv")


def test_evaluation_is_told_from_training():
    assert [is_training(part) for part in ("train", "TRAIN", 3, "val", "Evaluation", "train_val")] == [
        *(True, True, True),
        *(False, False, False),
    ]
