"""How often a loop over ``range`` runs, with and without an earlier run."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.lint.python.rounds import loop_range


def numbers(text, names=None, defaults=None):
    return loop_range(ast.parse(f"for epoch in {text}: pass").body[0], names or {}, defaults or {})


@given(st.integers(0, 99), st.integers(0, 99), st.integers(1, 5))
def test_a_loop_that_resumes_nothing_has_the_rounds_of_python(start, stop, step):
    rounds = len(range(start, stop, step))
    found = numbers(f"range({start}, {stop}, {step})")
    assert found.rounds == (rounds or None)
    assert found.whole_runs("no") == ((rounds,) if rounds else ())


@given(st.integers(2, 50), st.integers(1, 50), st.booleans())
def test_a_resumed_loop_ends_where_the_whole_run_ends(made, left, from_one):
    total = made + left
    found = numbers(f"range({made + from_one}, {total + from_one})")
    assert total in found.whole_runs("yes")
    assert set(found.whole_runs("yes")) <= {total - 1, total, total + 1}


@pytest.mark.parametrize(
    ("text", "loaded", "runs"),
    [
        ("range(90)", "no", (90,)),
        ("range(90)", "maybe", (90,)),
        ("range(90)", "yes", ()),
        ("range(1, 91)", "maybe", (90,)),
        ("range(1, 91)", "yes", ()),
        ("range(45, 90)", "no", (45,)),
        ("range(45, 90)", "handed", (90, 89, 45)),
        ("range(45, 90)", "maybe", (90, 89, 45)),
        ("range(45, 90)", "yes", (90, 89)),
        ("range(46, 90 + 1)", "yes", (90,)),
        ("range(start, 90)", "no", ()),
        ("range(start, 90)", "handed", ()),
        ("range(start, 90)", "maybe", (90, 89)),
        ("range(start, 90)", "yes", (90, 89)),
        ("range(start, last)", "yes", ()),
        ("range(45, 90, 2)", "yes", ()),
        ("range(90, 0, -1)", "no", (90,)),
        ("range(45, 45)", "no", ()),
    ],
)
def test_the_possible_lengths(text, loaded, runs):
    assert numbers(text).whole_runs(loaded) == runs


@pytest.mark.parametrize(("default", "run"), [(0, 90), (1, 89)])
@pytest.mark.parametrize("loaded", ["no", "maybe", "yes"])
def test_a_start_that_a_branch_changes_counts_from_where_a_new_run_begins(default, run, loaded):
    assert numbers("range(start, 90)", {}, {"start": default}).whole_runs(loaded) == (run,)


@pytest.mark.parametrize("text", ["loader", "range()", "range(1, 2, 3, 4)", "range(*ends)", "trange(9)"])
def test_what_is_no_plain_range_is_not_counted(text):
    found = numbers(text)
    assert found is None or found.whole_runs("no") == ()


def test_a_number_that_is_no_length_is_not_counted():
    assert numbers("range(0.5, 3)").whole_runs("no") == ()
    assert numbers("range(10**12)").rounds == 10**12
