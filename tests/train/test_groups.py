"""Groups of parameters in a training: rates, freezing, resume, and what they cannot be combined with."""

from __future__ import annotations

import numpy as np
import paddle
import pytest

from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.optimizer_arguments import find_arguments
from paddle_lrkit.config.optimizer_settings import Optimizer
from paddle_lrkit.curves import constant
from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.schedulers import CurveLR
from paddle_lrkit.suites.schedule_group import ScheduleGroup
from paddle_lrkit.train.checkpoints.engine_snapshot import EngineSnapshot
from paddle_lrkit.train.loop import train
from paddle_lrkit.train.optimization.groups import claims_of, group_scheduler
from paddle_lrkit.train.optimization.optimizer import build_optimizer
from paddle_lrkit.train.registry import MODELS
from paddle_lrkit.train.session import open_session
from tests.train.optimization.test_optimizer import Stack
from tests.train.tasks.detection_run import CONFIG as DETECTION
from tests.train.tasks.text.text_run import CONFIG as TEXT
from tests.train.tasks.text.text_run import short_corpus
from tests.train.test_resume import assert_same_run, rows, weights

__all__ = ["short_corpus"]
SHORT = ("Global.epochs=null", "Global.updates=12", "Global.save_every=3it")
BODY = "{match: [conv, norm], name: body, lr: {scale: 0.1}, freeze: [4it, 8it]}"
HEAD = "{match: head, lr: {name: LinearDecay, learning_rate: 0.02, warmup: 2it}, weight_decay: 0.01}"
GROUPS = (f"Optimizer.groups=[{BODY}, {HEAD}, {{match: '*.bias', weight_decay: 0}}]", "Optimizer.clip_norm=1.0")


def body(session):
    """The convolution and the BatchNorm with its statistics, as bytes."""
    state = session.engine.model.state_dict()
    return {name: state[name].numpy().tobytes() for name in state if not name.startswith("head")}


@pytest.mark.parametrize("optimizer", ["Momentum", "AdamW", "ScheduleFreeAdamW"])
def test_each_group_is_applied_its_rate_and_a_frozen_one_stays(open_tiny, optimizer):
    session = open_tiny("run", *SHORT, *GROUPS, f"Optimizer.name={optimizer}")
    seen = []
    step = session.engine.step

    def watched(*arguments, **options):
        before, made = body(session), step(*arguments, **options)
        seen.append(before != body(session))
        return made

    session.engine.step = watched
    train(session, quiet=True)
    assert seen == [not 4 <= update < 8 for update in range(12)]
    curve, logged = session.schedule.curve, [row for row in read_log(session.run.path) if "rate/planned" in row]
    for update, row in enumerate(logged):
        expected = 0.0 if 4 <= update < 8 else 0.1 * curve(update)
        assert row["rate/planned/body"] == pytest.approx(expected, rel=1e-12)
        assert row["rate/applied/body"] == np.float32(row["rate/planned/body"])
        assert row["rate/planned/head"] == session.schedule.groups[1].curve(update)
        assert row["rate/applied/head"] == np.float32(row["rate/planned/head"])


@pytest.mark.parametrize(
    "extra",
    [
        ("Optimizer.name=AdamW", "Global.ema_decay=0.9", "Global.accumulate_steps=2"),
        ("Optimizer.lr={name: ReduceOnPlateau, learning_rate: 0.05, patience: 0}", "Global.eval_every=2it"),
    ],
    ids=["AdamW", "plateau"],
)
def test_resume_before_in_and_after_the_window(open_tiny, train_tiny, tmp_path, extra):
    whole, _ = train_tiny("run", *SHORT, *GROUPS, *extra)
    expected_rows, expected = rows(whole), weights(whole)
    for cut in (3, 6, 9):  # Each goes on from a checkpoint that the resumed run before it wrote.
        again, _ = train_tiny("run", *SHORT, *GROUPS, *extra, resume=str(tmp_path / f"run/checkpoints/update_{cut}"))
        assert again.saved_update == cut
        assert rows(again) == expected_rows
        for name, value in weights(again).items():
            np.testing.assert_array_equal(value, expected[name], err_msg=name)


TASKS = {
    "detection": (DETECTION, "{match: backbone, lr: {scale: 0.1}, freeze: 3it}, {match: box_head, freeze: [2it, 5it]}"),
    "text": (
        TEXT.format(task="text_classification", dataset="Corpus"),
        "{match: ernie, lr: {scale: 0.1}, freeze: [2it, 5it]}, {match: classifier, lr: {scale: 10}}",
    ),
}


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.usefixtures("short_corpus")
def test_resume_on_the_other_tasks(task, tmp_path, monkeypatch):
    """Two windows that overlap: a checkpoint in both has the moments of one group only."""
    monkeypatch.setitem(MODELS.builtin, "TinyRCNN", "tests.train.models.faster_rcnn.tiny:tiny_rcnn")
    text, groups = TASKS[task]
    config = tmp_path / "config.yml"
    config.write_text(text.replace("SCENES", str(tmp_path / "scenes")))
    given = ["Global.epochs=null", "Global.updates=6", "Global.save_every=1it", "Global.eval_every=6it"]
    given += [f"Optimizer.groups=[{groups}]", f"Global.output_dir={tmp_path / 'run'}"]
    whole = open_session(str(config), given, device="cpu")
    train(whole, quiet=True)
    for cut in (1, 2, 4, 5):
        again = open_session(str(config), given, device="cpu", resume=str(tmp_path / f"run/checkpoints/update_{cut}"))
        train(again, quiet=True)
        assert_same_run(whole, again)


def test_other_groups_need_a_policy(train_tiny):
    train_tiny("run", *SHORT, *GROUPS)
    others = (*SHORT, "Optimizer.groups=[{match: conv, freeze: 3it}]")
    with pytest.raises(CheckpointError, match=r"the state has the groups \[body of 4 parameters.*name a policy"):
        train_tiny("run", *others, resume="auto")
    session, _ = train_tiny("run", *others, "Global.updates=14", resume="auto", policy="keep")
    assert session.state.update == 14


def test_a_lowered_rate_after_a_rollback_reaches_curves_of_groups(open_tiny, train_tiny):
    train_tiny("run", *SHORT, *GROUPS, "Global.updates=12")
    given = [f"Global.output_dir={open_tiny('other', *SHORT, *GROUPS).run.path.parent / 'run'}", *SHORT, *GROUPS]
    lowered = open_session(
        str(open_tiny("third", *SHORT, *GROUPS).document.file),
        given,
        device="cpu",
        resume=given[0].partition("=")[2] + "/checkpoints/update_9",
        rate_factor=0.5,
    )
    lowered.engine.begin(9)
    main, head = lowered.schedule.curve(9), lowered.schedule.groups[1].curve(9)
    assert lowered.engine.groups.planned() == pytest.approx({"body": 0.05 * main, "head": 0.5 * head})


def test_a_range_test_moves_the_groups_and_gives_them_back(open_tiny):
    session = open_tiny("run", *SHORT, *GROUPS)
    engine, settings = session.engine, session.settings
    engine.begin(5)
    own, before = engine.groups, body(session)
    snapshot = EngineSnapshot(engine)
    snapshot.restore_with_scheduler(CurveLR(constant(0.4)), settings)
    engine.groups.step(5)
    assert engine.groups.planned() == pytest.approx({"body": 0.04, "head": session.schedule.groups[1].curve(5)})
    engine.step([next(iter(session.task.train_batches(0)))], session.task.losses)
    assert body(session) != before
    snapshot.restore()
    assert engine.groups is own
    assert body(session) == before
    assert engine.groups.planned()["body"] == 0.0
    engine.step([next(iter(session.task.train_batches(0)))], session.task.losses)
    assert body(session) == before


@pytest.mark.filterwarnings("ignore::UserWarning")  # Paddle warns of itself while it compiles.
def test_a_compiled_model_trains_what_is_unfrozen(open_tiny):
    frozen = "Optimizer.groups=[{match: [conv, norm], freeze: 2it}]"
    compiled = open_tiny("run", "Global.updates=4", "Global.epochs=null", frozen, "Global.to_static=true")
    batches = iter(compiled.task.train_batches(0))
    moved = []
    for update in range(4):
        before = body(compiled)
        compiled.engine.begin(update)
        compiled.engine.step([next(batches)], compiled.task.losses)
        moved.append(body(compiled) != before)
    assert moved == [False, False, True, True]


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        (
            "{match: haed, freeze: 1it}",
            r"Optimizer\.groups\.0\.match: 'haed' matches no parameter; did you mean 'head'",
        ),
        ("{match: 'conv.wieght*', freeze: 1it}", r"matches no parameter; did you mean 'conv\.weight'"),
        ("{match: qqq, freeze: 1it}", "matches no parameter; the model has conv, norm, head"),
        ("{match: '*', freeze: 2it}", "all parameters are frozen at update 0"),
        (
            "{match: '*', lr: {scale: 1}}, {match: head, lr: {scale: 2}}",
            "groups.1.match: has no effect: earlier groups",
        ),
        ("{match: 'norm._mean', freeze: 1it}", "only parameters that Architecture keeps frozen"),
    ],
)
def test_groups_that_do_not_fit_the_model(open_tiny, groups, sentence):
    with pytest.raises(ConfigError, match=sentence):
        open_tiny("run", *SHORT, f"Optimizer.groups=[{groups}]")


def test_the_norm_of_all_groups_is_limited_together(open_tiny):
    groups = "Optimizer.groups=[{match: head, weight_decay: 1e-9}]"
    rate = "Optimizer.lr={name: Constant, learning_rate: 1}"
    session = open_tiny("run", *SHORT, groups, rate, "Optimizer.name=SGD", "Optimizer.clip_norm=0.01")
    before = weights(session)
    session.engine.begin(0)
    session.engine.step([next(iter(session.task.train_batches(0)))], session.task.losses)
    trained = [name for name, one in session.engine.model.named_parameters() if not one.stop_gradient]
    moved = np.concatenate([(weights(session)[name] - before[name]).ravel() for name in trained])
    assert np.linalg.norm(moved) == pytest.approx(0.01, rel=1e-2)


def test_layer_decay_multiplies_the_rate_of_a_group():
    model = Stack()
    for parameter in model.parameters():
        parameter.set_value(paddle.ones_like(parameter))
    settings = Optimizer("SGD", Component("Constant"), find_arguments("SGD")(), layer_decay=0.5)
    optimizer = build_optimizer(settings, model, 0.125)
    claimed = claims_of(model, [ScheduleGroup("low", ("low", "top"), scale=2.0)])
    groups = group_scheduler(optimizer, model, claimed)
    model(paddle.ones([1, 1])).sum().backward()
    optimizer.step()
    assert {name: 1 - one.item() for name, one in model.named_parameters()} == {
        "low.weight": 2 * 0.25 * 0.125, "middle.weight": 0.5 * 0.125, "top.weight": 0.25, "top.bias": 0.25
    }  # fmt: skip
    assert groups.planned() == {"low": 0.25}
    assert groups.applied()["low"].item() == 0.25
