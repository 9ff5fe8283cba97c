"""What loops go over."""

import pytest

from paddle_lrkit.scripts.library.iteration import AssumedRange, Iterator, SideBySide
from paddle_lrkit.scripts.unknown import Unknown, assumed, rests_on
from tests.scripts.library.fake_reader import PLACE, FakeReader, StoppedError, run

SOURCES = [
    "list(enumerate(['a', 'b'], 1))",
    "list(enumerate('ab', start=2))",
    "list(zip([1, 2, 3], 'ab'))",
    "list(map(int, '3,4'.split(',')))",
    "list(map(max, [1, 5], [3, 2]))",
    "list(filter(None, [0, 1, 2]))",
    "list(reversed([1, 2]))",
    "list(reversed(range(3)))",
    "next(iter([5]))",
    "next(iter([]), 7)",
    "list(range(2, 11, 4))",
    "tuple(range(3))",
]


@pytest.mark.parametrize("source", SOURCES)
def test_the_same_as_python(source):
    assert run(source) == eval(source)


def names():
    return {"n": assumed(40, {"len(loader)"}), "loader": Unknown("loader", "is a loader", PLACE)}


def test_a_range_over_an_assumed_length_is_assumed():
    found = run("range(n * 3)", names=names())
    assert isinstance(found, AssumedRange)
    assert found.values == range(120)
    assert rests_on(run("len(range(n))", names=names())) == {"len(loader)"}
    assert rests_on(run("range(n)[5]", names=names())) == {"len(loader)"}


def test_enumerate_over_a_loader_goes_over_its_batches():
    found = run("enumerate(loader, start=1)", names=names())
    assert isinstance(found, SideBySide)
    assert found.sources[0].text == "loader"
    assert found.element(["batch"], 4) == (5, "batch")
    assert rests_on(found.length(FakeReader(), PLACE)) == {"len(loader)"}


def test_zip_has_the_length_of_the_shortest():
    found = run("zip(loader, range(30))", names=names())
    assert found.length(FakeReader(), PLACE) == 30
    assert found.element([1, 2], 0) == (1, 2)


def test_a_long_range_is_not_listed():
    assert isinstance(run("enumerate(range(1000000000000))"), SideBySide)
    assert run("list(range(1000000000000))").why == "is too large to read"
    assert run("sum(range(1000000000000))") == sum_of_range(10**12)


def sum_of_range(count):
    return count * (count - 1) // 2


def test_the_items_of_an_iterator_come_one_after_the_other():
    assert run("it = iter([1, 2])\n[next(it), next(it)]") == [1, 2]
    with pytest.raises(StoppedError, match="StopIteration"):
        run("it = iter([1])\nnext(it)\nnext(it)")
    assert isinstance(run("next(iter(loader))", names=names()), Unknown)
    assert isinstance(run("iter(loader)", names=names()), Iterator)


def test_a_filter_that_is_not_known_gives_nothing_known():
    unknown = Unknown("test", "is not known", PLACE)
    assert run("filter(f, [1, 2])", names={"f": lambda item: unknown}) is unknown
