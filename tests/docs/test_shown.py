"""When an output of a page is that of its command."""

import math

import pytest

from tests.docs.shown import code_of, shows

REAL = "a.yml: 12 updates, 13.6 s\n  rate    0.5 to 0.25\nwrote a long line\n"


@pytest.mark.parametrize(
    "output",
    [
        REAL,
        "a.yml: 12 updates, 9.1 s\n  rate  0.5 to 0.25\n  wrote a long\n  line",
        "a.yml: 12 updates, 13.6 s\n...\n",
        "...\nwrote a long line",
        "a.yml: 12 updates, ...\nwrote ... line",
    ],
)
def test_an_output_is_shown(output):
    assert shows(output, REAL)


@pytest.mark.parametrize(
    "output",
    [
        "a.yml: 12 updates, 13.6 s\nwrote a long line",
        "a.yml: 12 updates, 13.6 s\n  rate    0.5 to 0.2\nwrote a long line",
        "a.yml: 12 updates, 13.6 s",
        "...\nwrote a short line",
        REAL + "more",
    ],
)
def test_another_output_is_not(output):
    assert not shows(output, REAL)


def test_numbers_may_differ_by_the_tolerance():
    assert shows("loss 0.418422 at 1,203.5", "loss 0.418421 at 1,203.4", 0.01)
    assert not shows("loss 0.418422", "loss 0.518422", 0.01)
    assert not shows("loss 0.4 after 12", "loss 0.4 after 13", 0.01)
    assert shows("loss 0.4 after 12", "loss 3e-5 after 1,300", math.inf)
    assert not shows("loss 0.4 after 12", "loss 0.4 before 12", math.inf)


def test_the_exit_code_belongs_to_the_output():
    assert code_of(None) == code_of("1 file: 0 errors, 2 warnings") == 0
    assert code_of("1 file: 1 error, 0 warnings") == code_of("a.log: fault: another rate") == 1
    assert code_of("...\nNo suggestion: the loss rose") == 1
    assert code_of("lrkit: a.yml: no such file") == 2
