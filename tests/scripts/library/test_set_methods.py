"""The methods of sets."""

import pytest

from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.fake_reader import PLACE, FakeReader, run

CALLS = [
    "s.add(9)",
    "s.discard(1)",
    "s.remove(1)",
    "s.update([7], (8,))",
    "s.union([4])",
    "s.intersection({1})",
    "s.difference([1])",
    "s.issubset([1, 2, 3])",
    "s.isdisjoint([5])",
    "s.copy()",
    "s.clear()",
    "set([1, 1, 2])",
    "frozenset([1]).union([2])",
    "sorted(s)",
    "len(s)",
]


@pytest.mark.parametrize("call", CALLS)
def test_the_same_as_python(call):
    values, expected = {1, 2}, {1, 2}
    assert run(call, names={"s": values}) == eval(call, {"s": expected})
    assert values == expected


def test_what_is_not_known_leaves_the_set_in_doubt():
    values = {1}
    reader = FakeReader(names={"s": values, "u": Unknown("more", "is not known", PLACE)})
    reader.run("s.add(u)")
    assert id(values) in reader.doubtful
    assert isinstance(reader.run("set([u])"), Unknown)
