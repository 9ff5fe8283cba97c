import inspect

import pytest

import paddle_lrkit as lrkit
from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.fixed import Fixed

SCHEDULERS = {
    name: made for name in lrkit.__all__ if inspect.isclass(made := getattr(lrkit, name)) and issubclass(made, CurveLR)
}


class Pair:
    first = Fixed[int]()
    second = Fixed[list[int]]()

    def __init__(self, first, second):
        self.first, self.second = first, second


def test_each_object_keeps_its_own_values():
    pairs = [Pair(1, [2]), Pair(3, [4])]
    assert [(pair.first, pair.second) for pair in pairs] == [(1, [2]), (3, [4])]


def test_the_same_value_may_be_assigned_and_another_one_not():
    pair = Pair(1, [2])
    pair.first = 1
    with pytest.raises(AttributeError, match="first belongs to the curve and cannot be changed; make a new Pair"):
        pair.first = 2
    assert pair.first == 1


def test_an_attribute_that_was_never_set_is_missing():
    assert not hasattr(object.__new__(Pair), "first")


@pytest.mark.parametrize("name", SCHEDULERS)
def test_what_a_scheduler_keeps_of_its_arguments_is_fixed(name):
    kept = {key for one in SCHEDULERS[name].__mro__ for key, value in vars(one).items() if isinstance(value, Fixed)}
    parameters = set(inspect.signature(SCHEDULERS[name]).parameters) - {"last_epoch", "verbose", "length"}
    assigned = set(SCHEDULERS[name].__init__.__code__.co_names) & parameters
    assert {"curve", "base_lr"} <= kept
    assert assigned <= kept
