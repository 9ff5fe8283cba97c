"""Watching a log that grows."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.audit import watch_log as module
from paddle_lrkit.runs.audit.plan import PlanOptions
from paddle_lrkit.runs.audit.watch_log import watch_log
from paddle_lrkit.runs.logs.read_logs import LogOptions

CONFIG = "iters: 1000\nlr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, end_lr: 0, power: 0.9}\n"


def line(i, factor=1.0):
    """PaddleSeg's line of iteration i, which shows the rate of update i - 1."""
    rate = factor * 0.01 * (1 - (i - 1) / 1000) ** 0.9
    return (
        f"2021-03-30 06:{i // 60 % 60:02}:{i % 60:02} [INFO]\t[TRAIN] epoch: 1, iter: {i}/1000, "
        f"loss: {2000 / (i + 500):.4f}, lr: {rate:.6f}, batch_cost: 0.5344, "
        "reader_cost: 0.07273, ips: 3.7425 samples/sec | ETA 00:04:16\n"
    )


@pytest.fixture
def watched(tmp_path, monkeypatch):
    """Runs a watch whose pauses are steps of the test, and collects events with the number of whole readings."""
    config, log = tmp_path / "seg.yml", tmp_path / "train.log"
    config.write_text(CONFIG)
    read = []
    whole = module.read_logs
    monkeypatch.setattr(module, "read_logs", lambda *asked: read.append(1) or whole(*asked))
    monkeypatch.setattr(module, "_SHARE", 0)

    def run(*steps, path=None, planning=None):
        left = iter(steps)
        events = []

        def pause(seconds):
            assert seconds == module.POLL
            step = next(left, None)
            if step is None:
                raise KeyboardInterrupt
            step(log)

        planning = planning or PlanOptions(config=str(config))
        try:
            for one in watch_log(str(path or log), LogOptions(), planning, pause):
                events.append((one.event, one.result.updates if one.result else None, len(read)))
        except KeyboardInterrupt:
            events.append("interrupted")
        return events

    return run


def written(text, mode="a"):
    def step(log):
        with open(log, mode) as stream:
            stream.write(text)

    return step


def rows(first, last, factor=1.0):
    return "".join(line(i, factor) for i in range(first, last + 1, 20))


def test_a_run_that_agrees_is_read_twice_as_a_whole(watched):
    steps = [written(rows(i, i)) for i in range(120, 1001, 20)]
    assert watched(written("no row\n"), written(rows(20, 100)), *steps) == [
        ("waits", None, 0),
        ("agrees", 100, 2),
        ("complete", 1000, 3),
    ]


def test_the_first_row_that_contradicts_the_plan_is_told_once(watched):
    steps = [written(rows(i, i, 0.1 if i > 300 else 1.0)) for i in range(20, 501, 20)]
    assert watched(*steps) == [("waits", None, 0), ("agrees", 20, 1), ("contradicts", 320, 2), ("interrupted", 500, 3)]


def test_a_line_that_has_not_ended_is_no_row(watched):
    bad = line(120, 0.1)
    events = watched(written(rows(20, 100)), written(bad[:80]), written(bad[80:90]), written(bad[90:]))
    assert events == [("waits", None, 0), ("agrees", 100, 1), ("contradicts", 120, 2), ("interrupted", 120, 3)]


def test_a_log_that_was_rotated_or_resumed_is_followed(watched):
    def rotated(log):
        log.rename(log.with_suffix(".1"))

    resumed = "2021-03-30 07:00:00 [INFO]\tResume model from output/iter_200\n"
    events = watched(
        written(rows(20, 300)),
        written(resumed + rows(220, 400)),
        rotated,
        written(resumed + rows(420, 900), "w"),
        written(rows(920, 1000)),
    )
    assert events == [("waits", None, 0), ("agrees", 300, 1), ("complete", 1000, 3)]


def test_a_directory_and_one_without_a_log_yet(watched, tmp_path):
    run = tmp_path / "run"
    run.mkdir()

    def begin(log):
        (run / "train.log").write_text(rows(20, 200))

    assert watched(begin, path=run) == [("waits", None, 0), ("agrees", 200, 1), ("interrupted", 200, 2)]


def test_without_a_plan_and_with_standard_input_it_says_why(watched):
    with pytest.raises(UsageError, match="give the config with -c"):
        watched(written(rows(20, 100)), planning=PlanOptions())
    with pytest.raises(UsageError, match="standard input"):
        watched(path="-")


def test_ctrl_c_ends_with_the_audit_of_the_rows_up_to_now_also_of_those_that_agree(watched):
    steps = [written(rows(i, i)) for i in range(120, 301, 20)]
    assert watched(written(rows(20, 100)), *steps)[-2:] == [("agrees", 100, 1), ("interrupted", 300, 2)]


def test_ctrl_c_before_the_first_row_is_an_interrupt(watched):
    assert watched() == [("waits", None, 0), "interrupted"]
    assert watched(written("no row\n"))[-1] == "interrupted"
