"""The methods of dicts."""

import copy

import pytest

from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.fake_reader import PLACE, FakeReader, run

CALLS = [
    "d.get('lr')",
    "d.get('none', 3)",
    "list(d.keys())",
    "list(d.values())",
    "list(d.items())",
    "d.pop('lr')",
    "d.pop('none', 4)",
    "d.setdefault('lr', 9)",
    "d.setdefault('none', 9)",
    "d.update({'lr': 1, 'x': 2})",
    "d.update(lr=1)",
    "d.update([('lr', 5)])",
    "d.copy()",
    "d.popitem()",
    "d.clear()",
    "dict(d, x=1)",
    "dict([('a', 1)])",
    "dict(zip(['a', 'b'], [1, 2]))",
    "dict.fromkeys(['a', 'b'], 0)",
]


@pytest.mark.parametrize("call", CALLS)
def test_the_same_as_python(call):
    values = {"lr": 0.1, "epochs": 3}
    expected = copy.copy(values)
    result = eval(call, {"d": expected})
    assert run(call, names={"d": values}) == result
    assert values == expected


def test_what_is_not_known_leaves_the_dict_in_doubt():
    unknown = Unknown("more", "is not known", PLACE)
    values = {"lr": 0.1}
    reader = FakeReader(names={"d": values, "u": unknown})
    reader.run("d.update(u)")
    assert id(values) in reader.doubtful
    assert isinstance(reader.run("d.items()"), Unknown)
    assert reader.run("dict(u)") is unknown
    assert reader.run("{'a': 1}.get(u)") is unknown
    assert reader.run("{'a': u}.get('a')") is unknown
    assert isinstance(reader.run("{'a': 1}.pop('b')"), Unknown)


def test_the_place_of_a_key_is_noted():
    from paddle_lrkit.scripts.library.base import LIBRARY, Arguments
    from paddle_lrkit.scripts.unknown import CodePlace

    noted = []
    reader = FakeReader()
    reader.placed = lambda container, key, place: noted.append((key, place.line))
    place = CodePlace("train.py", 7)
    LIBRARY["dict"].function(Arguments([], {"lr": 1}, PLACE, reader, {"lr": place}, {}, text="dict"))
    assert noted == [("lr", 7)]
