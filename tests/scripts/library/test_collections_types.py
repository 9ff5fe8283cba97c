"""The types of ``collections``."""

import pytest

from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.fake_reader import StoppedError, run


def test_a_default_dict_makes_its_values():
    assert run("d = collections.defaultdict(list)\nd['a'].append(3)\nd") == {"a": [3]}
    assert run("d = collections.defaultdict(int, {'a': 2})\nd['b'] + d['a']") == 2


def test_a_counter_counts():
    assert run("c = collections.Counter([1, 1, 2])\n[c[1], c[2], c[5]]") == [2, 1, 0]


def test_a_named_tuple():
    start = "P = collections.namedtuple('P', 'lr epochs', defaults=[3])\np = P(0.1)\n"
    assert run(start + "[p.lr, p.epochs, p[0], len(p)]") == [0.1, 3, 0.1, 2]
    assert run(start + "list(p._replace(lr=5))") == [5, 3]
    assert run(start + "p._asdict()") == {"lr": 0.1, "epochs": 3}
    assert isinstance(run(start + "P(1, 2, 3, 4).momentum"), Unknown)


def test_a_deque_has_a_greatest_length():
    start = "d = collections.deque([1, 2], maxlen=2)\n"
    assert run(start + "d.append(3)\nd") == [2, 3]
    assert run(start + "d.appendleft(3)\nd") == [3, 1]
    assert run(start + "d.popleft()") == 1
    with pytest.raises(StoppedError, match="IndexError"):
        run("d = collections.deque()\nd.popleft()")


def test_an_ordered_dict_is_a_dict():
    assert run("collections.OrderedDict([('a', 1)])") == {"a": 1}
