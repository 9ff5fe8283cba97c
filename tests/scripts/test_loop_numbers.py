"""A number that a step is called with is found again from the loops around it."""

from dataclasses import replace

import pytest

from paddle_lrkit.scripts.program import LoopNumber
from paddle_lrkit.scripts.recorded import recorded_program
from tests.scripts.recordings import Recording


def numbers(nodes, rounds=()):
    """What each step is called with, from the loops; None for one that is not known."""
    for node in nodes:
        if hasattr(node, "rounds"):
            number = 0
            for part in node.rounds:
                for _ in range(part.times):
                    for count, body in part.pattern:
                        for _ in range(count):
                            yield from numbers(body, (number, *rounds))
                            number += 1
        elif node.kind == "step":
            value = node.detail
            if isinstance(value, LoopNumber):
                for round_number in rounds:
                    value = value.at_round(round_number)
                yield value.first
            else:
                yield value


def program(place, first, last=6):
    run, called = Recording(), first
    for epoch in range(4):
        for _ in run.batches(last if epoch == 3 else 6):
            run.update()
            if place == "batch":
                run.step(detail="number")
                called += 1
        if place == "epoch":
            run.step(detail="number")
            called += 1
    record = run.record()
    counts = {"first": first, "last": called - 1, "counts": True, "same": False}
    record.schedules[0] = replace(record.schedules[0], step_arguments=counts)
    return recorded_program(record), list(range(first, called))


@pytest.mark.parametrize("place", ["batch", "epoch"])
@pytest.mark.parametrize("first", [0, 7])
def test_a_number_counts_epochs_or_batches(place, first):
    read, expected = program(place, first)
    assert list(numbers(read.trace)) == expected


def test_a_number_in_passes_of_different_length_is_not_known():
    read, _ = program("batch", 0, last=5)
    assert set(numbers(read.trace)) == {"epoch"}
