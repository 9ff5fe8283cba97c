import pytest

from benchmarks.measuring.figure import Figure, worst
from benchmarks.measuring.interval import Interval


def figure(low, high, name="cost", **goal):
    return Figure(name, Interval((low + high) / 2, low, high), "x", **goal)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (figure(0.8, 1.0, at_most=1.0), "met"),
        (figure(0.9, 1.1, at_most=1.0), "not decided"),
        (figure(1.1, 1.2, at_most=1.0), "missed"),
        (figure(11.0, 12.0, at_least=10.0), "met"),
        (figure(9.0, 12.0, at_least=10.0), "not decided"),
        (figure(8.0, 9.0, at_least=10.0), "missed"),
        (figure(1.0, 2.0), ""),
    ],
)
def test_a_verdict_needs_the_whole_interval(found, verdict):
    assert found.verdict == verdict


def test_the_worst_is_named():
    found = worst("all", [figure(0.5, 0.6, "a", at_most=1.0), figure(0.5, 0.9, "b", at_most=1.0)])
    assert (found.name, found.headline, found.note, found.interval.high) == ("all", True, "worst of 2: b", 0.9)
    found = worst("all", [figure(20, 30, "a", at_least=10.0), figure(12, 90, "b", at_least=10.0)])
    assert found.note == "worst of 2: b"
    found = worst("all", [figure(0.9, 1.5, "open", at_most=1.0), figure(1.1, 1.2, "beyond", at_most=1.0)])
    assert (found.note, found.verdict) == ("worst of 2: beyond", "missed")
    with pytest.raises(ValueError, match="no figure was measured for 'all'"):
        worst("all", [])
