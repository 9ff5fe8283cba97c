"""A simplified line stays within the tolerance of every point it leaves out."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.plot.simplify import simplify

STEPS = st.lists(st.tuples(st.integers(0, 3), st.integers(-5, 5)), min_size=1, max_size=60)


def height(line, x):
    """Height of a line at x, where it has one."""
    index = min(bisect_right([place[0] for place in line], x), len(line) - 1)
    (x0, y0), (x1, y1) = line[index - 1], line[index]
    return y0 if x1 == x0 else y0 + (y1 - y0) * (x - x0) / (x1 - x0)


@given(STEPS, st.sampled_from([0.0, 0.5, 2.0]))
def test_every_point_is_near_the_simplified_line(steps, tolerance):
    xs = accumulate(step for step, _ in steps)
    points = [(float(x), float(y)) for x, (_, y) in zip(xs, steps, strict=True)]
    line = simplify(points, tolerance)
    assert line[0] == points[0]
    assert line[-1] == points[-1]
    rest = iter(points)
    assert all(place in rest for place in line)
    shared = {x for x, _ in points if [place[0] for place in points].count(x) > 1}
    for x, y in points:
        if x in shared:
            assert (x, y) in line
        elif len(line) > 1:
            assert abs(height(line, x) - y) <= tolerance + 1e-9


def test_a_straight_line_has_two_points():
    assert simplify([(x, 2.0 * x) for x in range(100)], 0.001) == [(0, 0.0), (99, 198.0)]


def test_nothing_and_one_point():
    assert simplify([], 0.1) == []
    assert simplify([(1.0, 2.0)], 0.1) == [(1.0, 2.0)]
