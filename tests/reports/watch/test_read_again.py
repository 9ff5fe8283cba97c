"""Where reading the script agrees with the run, it adds the epochs and the lines at which values are written."""

from dataclasses import replace

import pytest

from paddle_lrkit.reports.watch.watched import WatchedProcess
from tests.scripts.recordings import Recording

SCRIPT = """\
import paddle
from data import loader, net
EPOCHS = 6
decay = paddle.optimizer.lr.StepDecay(0.1, step_size=EPOCHS)
sgd = paddle.optimizer.SGD(decay, parameters=net.parameters())
for epoch in range(EPOCHS):
    for x, y in loader:
        net(x, y).backward()
        sgd.step()
        decay.step()
"""


def process(tmp_path, monkeypatch, epochs=6, step_size=6, **about):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "train.py").write_text(SCRIPT)
    run = Recording(lambda tick: 0.1 * 0.1 ** (tick // 6))
    for _ in range(epochs * 20):
        run.event("update", line=9)
        run.applied.append(run.rate(run.ticks))
        run.step(line=10)
    record = run.record(**about)
    arguments = {"learning_rate": 0.1, "step_size": step_size}
    path = "paddle.optimizer.lr.StepDecay"
    record.schedules[0] = replace(record.schedules[0], path=path, line=4, arguments=arguments)
    record.optimizers[0] = replace(record.optimizers[0], line=5)
    return WatchedProcess(record)


def test_the_epochs_are_those_of_the_script(tmp_path, monkeypatch):
    watched = process(tmp_path, monkeypatch)
    assert watched.schedules[0].usage.epochs is None
    read = watched.read[0]
    assert (read.epochs, read.steps_per_epoch, read.updates, read.steps) == (6, 20, 120, 120)
    assert read.holders[0].rate is read.schedule
    rules = {finding.rule for finding in watched.findings}
    assert rules & {"steps-as-epochs", "step-place"}, rules


@pytest.mark.parametrize("other", [{"epochs": 7}, {"step_size": 5}])
def test_another_run_is_not_the_one_that_was_read(tmp_path, monkeypatch, other):
    assert process(tmp_path, monkeypatch, **other).read == {}


def test_a_run_that_ended_with_an_error_has_no_length(tmp_path, monkeypatch):
    watched = process(tmp_path, monkeypatch, error={"type": "ValueError", "message": "no", "place": ["train.py", 9]})
    assert not watched.whole
    assert watched.read == {}
