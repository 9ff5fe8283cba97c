"""Lengths and rates that count the processes twice."""

import pytest

from paddle_lrkit.lint.engine import check_file

SCRIPT = """import paddle
from paddle import distributed
from data import dataset

net, size = paddle.nn.Linear(8, 1), distributed.get_world_size()
sampler = paddle.io.{sampler}
loader = paddle.io.DataLoader(dataset, batch_sampler=sampler)
scheduler = paddle.optimizer.lr.PolynomialDecay(
    {rate},
    {length},
    end_lr=0.0,
)
optimizer = paddle.optimizer.SGD(scheduler, parameters=net.parameters())
for epoch in range(10):
    for images, labels in loader:
        net(images).mean().backward()
        optimizer.step()
        optimizer.clear_grad()
        scheduler.step()
"""
SHARED = "DistributedBatchSampler(dataset, batch_size=64)"


def found(folder, rate="0.1 * size", length="len(loader) * 10", sampler=SHARED):
    file = folder / "train.py"
    file.write_text(SCRIPT.format(rate=rate, length=length, sampler=sampler))
    return [
        (each.line, each.severity, each.message) for each in check_file(str(file)) if each.rule == "world-size-twice"
    ]


@pytest.mark.parametrize(
    ("length", "words"),
    [
        ("len(loader) * 10 // size", "decay_steps half as long"),
        ("int(len(loader) / size) * 10", "decay_steps half as long"),
        ("len(loader) * 10 * size", "decay_steps twice as long"),
    ],
)
def test_a_length_that_changes_where_the_run_does_not(tmp_path, length, words):
    ((line, severity, message),) = found(tmp_path, length=length)
    assert (line, severity) == (10, "warning")
    assert message.startswith(f"twice as many processes make {words}, but each of them still makes as many steps")


def test_a_rate_that_grows_with_the_square(tmp_path):
    ((line, _, message),) = found(tmp_path, rate="0.1 * size * size")
    assert line == 9
    assert message.startswith("twice as many processes make learning_rate 4 times as large")


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"rate": "0.1"},
        {"rate": "0.1 * size ** 0.5"},
        {"length": "len(dataset) // (64 * size) * 10"},
        {"sampler": "BatchSampler(dataset, batch_size=64)"},
    ],
)
def test_what_counts_them_once_is_no_finding(tmp_path, change):
    assert found(tmp_path, **change) == []


def test_without_a_distributed_sampler_each_process_takes_all_batches(tmp_path):
    sampler = "BatchSampler(dataset, batch_size=64)"
    assert found(tmp_path, length="len(dataset) // 64 // size * 10", sampler=sampler) != []
