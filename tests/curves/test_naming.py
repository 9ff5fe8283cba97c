import functools
import math
import subprocess
import sys

from paddle_lrkit.curves.naming import show_function

SCALE = 0.5


def scaled(update, by=0.5):
    return SCALE * by**update


class Halving:
    def __init__(self, gamma):
        self.gamma = gamma

    def __call__(self, update):
        return self.gamma**update


def bound(value):
    return lambda update: value


def test_a_builtin_has_its_name():
    assert show_function(math.sqrt) == "<math.sqrt>"


def test_what_is_bound_counts():
    shown = {show_function(bound(value)) for value in (0.5, 0.4, (1, 2), [1, 2.5], {"a": 1}, {1, 3}, None, "x")}
    assert len(shown) == 8
    assert show_function(bound([1, 2])) == show_function(bound([1, 2]))


def test_objects_that_are_bound_count_by_their_kind_alone():
    assert show_function(bound(object())) == show_function(bound(object()))


def test_constants_and_defaults_count():
    def other(update, by=0.4):
        return SCALE * by**update

    other.__qualname__, other.__module__ = scaled.__qualname__, scaled.__module__
    assert show_function(other) != show_function(scaled)
    assert show_function(lambda update: 0.9**update) != show_function(lambda update: 0.8**update)


def test_inner_functions_count():
    first = show_function(lambda update: (lambda x: x * 0.9)(update))
    second = show_function(lambda update: (lambda x: x * 0.8)(update))
    assert first != second


def test_callable_objects_and_partials_count_by_what_they_hold():
    assert show_function(Halving(0.5)) == show_function(Halving(0.5)) != show_function(Halving(0.4))
    halves = [show_function(functools.partial(scaled, by=by)) for by in (0.5, 0.5, 0.4)]
    assert halves[0] == halves[1] != halves[2]


def test_an_empty_cell_is_no_error():
    def outer():
        def inner(update):
            return later

        shown = show_function(inner)
        later = 1.0
        return shown, inner(later)

    assert "outer" in outer()[0]


def test_the_name_is_the_same_in_another_process():
    code = "from paddle_lrkit.curves import custom\nprint(custom(lambda update: 0.9 ** update, 0.1).fingerprint)"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
