"""``functools``, ``copy`` and ``dataclasses``."""

import pytest

from paddle_lrkit.scripts.library.base import Described
from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.fake_reader import run


def test_a_partial_function_is_called_with_all_its_arguments():
    names = {"f": lambda *positional, **named: (positional, named)}
    assert run("functools.partial(f, 1, a=2)(3, b=4)", names=names) == ((1, 3), {"a": 2, "b": 4})
    assert run("functools.partial(f, 1, a=2)(a=5)", names=names) == ((1,), {"a": 5})


def test_reduce():
    assert run("functools.reduce(f, [1, 2, 3], 10)", names={"f": lambda one, two: one * 2 + two}) == 91


def test_a_copy_shares_nothing():
    start = "a = {'x': [1, {'y': 2}]}\nb = copy.deepcopy(a)\nb['x'].append(3)\n"
    assert run(start + "a") == {"x": [1, {"y": 2}]}
    assert run(start + "b") == {"x": [1, {"y": 2}, 3]}
    assert run("a = [[1]]\nb = copy.copy(a)\nb.append(2)\na") == [[1]]
    assert run("s = argparse.Namespace(lr=1)\nt = copy.deepcopy(s)\nt.lr = 2\ns.lr") == 1


def test_an_object_that_is_not_followed_has_no_copy():
    assert isinstance(run("copy.deepcopy(f)", names={"f": print}), Unknown)


@pytest.mark.parametrize("source", ["functools.lru_cache(maxsize=None)", "functools.wraps(f)"])
def test_decorators_leave_the_function(source):
    decorator = run(source, names={"f": print})
    assert isinstance(decorator, Described)
    assert run("d(f)", names={"d": decorator, "f": print}) is print


def test_fields_of_a_dataclass():
    assert run("dataclasses.field(default=3)") == 3
    assert run("dataclasses.field(default_factory=list)").default_factory.kind is list
