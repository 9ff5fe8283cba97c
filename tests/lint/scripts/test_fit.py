"""`paddle.Model.fit`: what it does with a schedule, and what cannot be known."""

import pytest

from paddle_lrkit.lint.engine import check_file

SCRIPT = """
import paddle
{before}
model = paddle.Model(network)
scheduler = paddle.optimizer.lr.CosineAnnealingDecay(learning_rate=0.1, T_max=90)
optimizer = paddle.optimizer.Adam(learning_rate=scheduler, parameters=model.parameters())
model.prepare(optimizer, paddle.nn.CrossEntropyLoss())
model.fit(data, epochs=90{more})
"""


def found(folder, more="", before="", text=SCRIPT):
    path = folder / "train.py"
    path.write_text(text.replace("{before}", before).replace("{more}", more), encoding="utf-8")
    return [finding for finding in check_file(str(path)) or [] if finding.rule == "step-place"]


@pytest.mark.parametrize(
    ("more", "before"),
    [
        ("", ""),
        (", callbacks=None", ""),
        (", callbacks=[]", ""),
        (", callbacks=paddle.callbacks.VisualDL('log')", ""),
        (", callbacks=[paddle.callbacks.LRScheduler()]", ""),
        (", callbacks=[LRScheduler(True, False)]", "from paddle.callbacks import LRScheduler"),
        (", callbacks=shown", "shown = [paddle.callbacks.ProgBarLogger()]"),
        (", callbacks=[LRScheduler()]", "from paddle_lrkit.plugins.hapi import LRScheduler"),
    ],
)
def test_a_schedule_in_epochs_under_the_default_is_found(tmp_path, more, before):
    (finding,) = found(tmp_path, more, before)
    assert finding.line == 8
    assert finding.message.startswith("T_max is 90 and the run has 90 epochs, but fit() steps it for every batch")
    assert "by_epoch=True" in finding.fix


@pytest.mark.parametrize(
    ("more", "before"),
    [
        (", callbacks=[paddle.callbacks.LRScheduler(by_step=False, by_epoch=True)]", ""),
        (", callbacks=paddle.callbacks.LRScheduler(False, True)", ""),
        (", callbacks=[paddle.callbacks.LRScheduler(by_step=args.by_step)]", ""),
        (", callbacks=[paddle.callbacks.LRScheduler(**options)]", ""),
        (", callbacks=callbacks", ""),
        (", callbacks=make()", ""),
        (", callbacks=[Mine()]", ""),
        (", callbacks=shown", "shown = []\nshown.append(Mine())"),
        (", callbacks=shown", "shown = []\nshown += [Mine()]"),
        (", num_iters=100", ""),
        (", **options", ""),
    ],
)
def test_the_right_one_and_an_unknown_one_are_silent(tmp_path, more, before):
    assert found(tmp_path, more, before) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("epochs=90{more}", "epochs=args.epochs"),
        ("epochs=90{more}", "*more"),
        ("paddle.Model(network)", "lightning.Model(network)"),
        ("learning_rate=scheduler", "learning_rate=0.1"),
        ("prepare(optimizer", "prepare(other"),
        ("paddle.optimizer.Adam(", "wrapped("),
    ],
)
def test_a_way_that_is_not_plain_is_silent(tmp_path, old, new):
    assert old in SCRIPT
    assert found(tmp_path, text=SCRIPT.replace(old, new)) == []


def test_a_callback_that_never_steps_is_found(tmp_path):
    found(tmp_path, ", callbacks=[paddle.callbacks.LRScheduler(by_step=False)]")
    assert [finding.rule for finding in check_file(str(tmp_path / "train.py"))] == ["never-stepped"]


def test_a_warmup_around_it_and_methods_are_read(tmp_path):
    text = """
import paddle

def main():
    model = paddle.Model(network)
    lr = paddle.optimizer.lr.CosineAnnealingDecay(learning_rate=0.1, T_max=90)
    lr = paddle.optimizer.lr.LinearWarmup(lr, warmup_steps=5, start_lr=0.0, end_lr=0.1)
    model.prepare(paddle.optimizer.SGD(lr, parameters=model.parameters()), loss)
    model.fit(data, None, 64, 95)
"""
    (finding,) = found(tmp_path, text=text)
    assert "over after 95 updates" in finding.message


@pytest.mark.parametrize(
    ("load", "rounds"),
    [("", 1), ("model.load('best')", 0), ("if args.resume:\n    model.load('best')", 1), ("model.save('best')", 1)],
)
def test_a_model_that_loads_a_state_may_stand_anywhere(tmp_path, load, rounds):
    text = SCRIPT.replace("\nmodel.fit", f"\n{load}\nmodel.fit")
    assert len(found(tmp_path, text=text)) == rounds


def test_a_model_that_is_loaded_behind_fit_for_its_evaluation(tmp_path):
    assert len(found(tmp_path, text=f"{SCRIPT}model.load('best')\nmodel.evaluate(data)\n")) == 1
