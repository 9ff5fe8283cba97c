"""Where the parts of a chart are."""

from __future__ import annotations

from paddle_lrkit.plot.layout import Frame


def test_a_frame_turns_positions_into_pixels():
    frame = Frame(10, 20, 110, 220)
    assert (frame.at(0, 0), frame.at(1, 1), frame.at(0.5, 0)[0]) == ((10, 220), (110, 20), 60)
