"""Labels in a row never touch, stay in the row, and are centred on their mark where there is room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.plot.labels import spread

MARKS = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 20)), max_size=12).map(sorted)


@given(MARKS)
def test_labels_do_not_touch(wanted):
    edges = spread(wanted, 5, 110, 2)
    shown = [(edge, width) for edge, (_, width) in zip(edges, wanted, strict=True) if edge is not None]
    end = 3
    for edge, width in shown:
        assert edge >= end + 2
        end = edge + width
        assert end <= 110


def test_a_label_is_centred_or_moved_inside():
    assert spread([(50, 10), (98, 10)], 0, 100, 1) == [45.0, 90]
