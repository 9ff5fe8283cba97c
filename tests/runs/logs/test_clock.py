"""Clocks of log lines."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.runs.logs.clock import Clock


@given(
    st.lists(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)), min_size=1),
    st.sampled_from(["", "> ", "[1,0]<stdout>:"]),
)
def test_clocks_are_seconds(moments, prefix):
    for pattern, scale in (("[%Y/%m/%d %H:%M:%S] ppocr", 1), ("%Y-%m-%d %H:%M:%S,%f-INFO: ", 1_000_000)):
        lines = [(prefix + moment.strftime(pattern)).encode() for moment in moments]
        exact = [moment.replace(microsecond=0) if scale == 1 else moment for moment in moments]
        expected = [(moment - datetime(1970, 1, 1)) / timedelta(seconds=1) for moment in exact]
        assert Clock().seconds(lines) == pytest.approx(expected, abs=1e-5)


def test_a_clock_without_a_year_has_one_of_its_own():
    first, second = Clock().seconds([b"[02/28 23:59:59] x", b"[03/01 00:00:00] x"])
    assert second - first == 86401


def test_lines_without_a_clock_and_impossible_ones():
    found = Clock().seconds([b"[2020/01/01 00:00:01] a", b"epoch=1 step=2", b"[2020/13/45 00:00:01] a", b""])
    assert [math.isnan(each) for each in found] == [False, True, True, True]
