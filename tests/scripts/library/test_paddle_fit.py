"""``paddle.Model.fit`` as it is read, against what Paddle does."""

import warnings

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.scripts.program import Branch, Loop
from paddle_lrkit.scripts.read import read_program
from paddle_lrkit.scripts.read_options import ReadOptions

SCRIPT = """
import paddle
{before}
network = paddle.nn.Linear(4, 1)
model = paddle.Model(network)
scheduler = {scheduler}
optimizer = paddle.optimizer.SGD(learning_rate=scheduler, parameters=network.parameters())
model.prepare(optimizer, paddle.nn.MSELoss())
data = paddle.io.TensorDataset([paddle.ones([{samples}, 4]), paddle.zeros([{samples}, 1])])
model.fit(data, verbose=0{more})
"""
STEP = "paddle.optimizer.lr.StepDecay(0.1, 3)"


def script(more="", before="", scheduler=STEP, samples=10):
    return SCRIPT.format(more=more, before=before, scheduler=scheduler, samples=samples)


def read(folder, text, steps_per_epoch=None):
    file = folder / "train.py"
    file.write_text(text, encoding="utf-8")
    return read_program(str(file), ConfigFiles(), ReadOptions(steps_per_epoch))


def happened(nodes):
    """The updates and steps one after the other."""
    for node in nodes:
        if isinstance(node, Loop):
            for part in node.rounds:
                for _ in range(part.times):
                    for count, inner in part.pattern:
                        for _ in range(count):
                            yield from happened(inner)
        elif isinstance(node, Branch):
            raise AssertionError(node)
        elif node.kind in ("update", "step"):
            yield node.kind


def observed(text):
    """The updates and steps of the script in Paddle."""
    paddle = pytest.importorskip("paddle", reason="needs Paddle")
    found = []
    step, schedule_step = paddle.optimizer.SGD.step, paddle.optimizer.lr.LRScheduler.step

    def update(self):
        found.append("update")
        step(self)

    def tick(self, *given):
        found.append("step")
        schedule_step(self, *given)

    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patch.setattr(paddle.optimizer.SGD, "step", update)
        patch.setattr(paddle.optimizer.SGD, "minimize", lambda self, loss: self.step())
        names = {}
        built = text.partition("\nmodel.fit")
        exec(built[0], names)
        patch.setattr(paddle.optimizer.lr.LRScheduler, "step", tick)
        exec("model.fit" + built[2], names)
    return found


@pytest.mark.parametrize("samples", [8, 11])
@pytest.mark.parametrize(
    "more",
    [
        "",
        ", epochs=3, batch_size=2",
        ", epochs=2, batch_size=2, accumulate_grad_batches=2",
        ", epochs=2, batch_size=2, accumulate_grad_batches=4",
        ", epochs=2, batch_size=3, drop_last=True",
        ", epochs=2, batch_size=[2, 5]",
        ", batch_size=2, num_iters=7",
        ", batch_size=2, num_iters=8, accumulate_grad_batches=3",
        ", epochs=3, batch_size=4, callbacks=[paddle.callbacks.LRScheduler(by_step=False, by_epoch=True)]",
        ", epochs=3, batch_size=4, callbacks=paddle.callbacks.LRScheduler(False, False)",
        ", epochs=3, batch_size=4, callbacks=[paddle.callbacks.ProgBarLogger()]",
    ],
)
def test_updates_and_steps_are_those_of_paddle(tmp_path, more, samples):
    text = script(more, samples=samples)
    program = read(tmp_path, text)
    assert list(happened(program.trace)) == observed(text)
    assert program.not_known == []
    assert {event.by for event in events(program.trace) if event.kind != "build"} == {"paddle.Model.fit"}


def events(nodes):
    for node in nodes:
        if isinstance(node, Loop):
            for part in node.rounds:
                for _, inner in part.pattern:
                    yield from events(inner)
        else:
            yield node


OWN = """
class Mine(paddle.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        if epoch % 2 == 1:
            self.model._optimizer._learning_rate.step()
"""


def test_a_callback_of_the_script_is_followed(tmp_path):
    callbacks = "[Mine(), paddle.callbacks.LRScheduler(by_step=False)]"
    text = script(f", epochs=5, batch_size=5, callbacks={callbacks}", OWN)
    program = read(tmp_path, text)
    assert list(happened(program.trace)) == observed(text)
    assert list(happened(program.trace)).count("step") == 2


def test_a_run_of_many_batches_is_counted(tmp_path):
    text = script(", epochs=90, batch_size=2, accumulate_grad_batches=4", samples=200_001)
    (loop,) = [node for node in read(tmp_path, text).trace if isinstance(node, Loop)]
    (part,) = loop.rounds
    assert part.pattern[0][0] == 90
    assert sum(1 for kind in happened(part.pattern[0][1]) if kind == "update") == 25001


def test_ours_steps_for_each_update(tmp_path):
    before = "from paddle_lrkit.plugins.hapi import LRScheduler"
    program = read(
        tmp_path, script(", batch_size=2, accumulate_grad_batches=2, callbacks=[LRScheduler()]", before, samples=12)
    )
    assert list(happened(program.trace)) == ["update", "step"] * 3


def test_a_plateau_stops_fit_at_its_first_step(tmp_path):
    plateau = "paddle.optimizer.lr.ReduceOnPlateau(0.1)"
    program = read(tmp_path, script(", batch_size=2", scheduler=plateau))
    assert list(happened(program.trace)) == ["update", "step"]
    place, message = program.stopped
    assert "ReduceOnPlateau.step() missing 1 required positional argument: 'metrics'" in message
    assert place.line == 10
    before = "from paddle_lrkit.plugins.hapi import LRScheduler, PlateauMetric"
    callbacks = "[LRScheduler(by_step=False, by_epoch=True), PlateauMetric('loss', 'epoch')]"
    told = read(tmp_path, script(f", batch_size=5, epochs=2, callbacks={callbacks}", before, plateau))
    assert told.stopped is not None or list(happened(told.trace)).count("step") == 2


def test_both_units_stop_the_program(tmp_path):
    program = read(tmp_path, script(", callbacks=[paddle.callbacks.LRScheduler(True, True)]"))
    assert program.stopped[1] == "ValueError: by_step option is mutually exclusive with by_epoch"


@pytest.mark.parametrize(
    "more",
    [
        ", callbacks=make()",
        ", callbacks=[make()]",
        ", callbacks=[paddle.callbacks.LRScheduler(by_step=args.by_step)]",
        ", **options",
    ],
)
def test_what_is_not_known_is_said(tmp_path, more):
    program = read(tmp_path, script(more, "from other import args, make, options"))
    assert [one.subject for one in program.not_known if one.kind == "schedule"] == [0]


def test_early_stopping_may_end_the_run(tmp_path):
    program = read(tmp_path, script(", callbacks=[paddle.callbacks.EarlyStopping('loss')]"))
    assert [(place.line, why) for place, why in program.early_end] == [(10, "EarlyStopping")]


def test_train_batch_updates_unless_it_is_told_not_to(tmp_path):
    loop = "for i in range(8):\n    model.train_batch([x], [y], update=(i + 1) % 4 == 0)\n"
    text = script().rpartition("model.fit")[0] + loop
    assert list(happened(read(tmp_path, text).trace)) == ["update"] * 2


def test_load_takes_the_state_of_the_optimizer_too(tmp_path):
    text = script().replace("model.fit", "model.load('best')\nmodel.fit")
    (resume,) = read(tmp_path, text).resumes
    assert set(resume.loads) == {"weights", "optimizer"}


def test_unknown_data_has_the_batches_that_the_user_says(tmp_path):
    text = script(", epochs=2").replace("data = ", "from other import data\nother = ")
    assert list(happened(read(tmp_path, text, 20).trace)).count("update") == 40
