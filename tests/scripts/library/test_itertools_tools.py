"""``itertools``."""

import itertools

import pytest

from paddle_lrkit.scripts.unknown import Unknown, assumed, rests_on
from tests.scripts.library.fake_reader import PLACE, run

SOURCES = [
    "itertools.chain([1], [2, 3])",
    "itertools.chain.from_iterable([[1], [2]])",
    "itertools.product([1, 2], 'ab')",
    "itertools.product([0, 1], repeat=2)",
    "itertools.combinations([1, 2, 3], 2)",
    "itertools.permutations([1, 2, 3], 2)",
    "itertools.accumulate([1, 2, 3])",
    "itertools.islice([1, 2, 3, 4], 1, 3)",
    "itertools.zip_longest([1, 2], [3])",
    "itertools.repeat(0.1, 3)",
]


@pytest.mark.parametrize("source", SOURCES)
def test_the_same_as_python(source):
    assert run(source) == list(eval(source, {"itertools": itertools}))


def test_what_never_ends_gives_one_item_after_the_other():
    assert run("c = itertools.count(5, 2)\n[next(c), next(c)]") == [5, 7]
    assert run("c = itertools.cycle([1, 2])\n[next(c), next(c), next(c)]") == [1, 2, 1]
    loader = Unknown("loader", "is a loader", PLACE)
    assert run("next(itertools.cycle(loader))", names={"loader": loader}) is loader


@pytest.mark.parametrize(
    "source", ["itertools.product(v, repeat=9)", "itertools.permutations(v)", "itertools.repeat(0, 1000000000)"]
)
def test_what_would_fill_the_memory_is_not_known(source):
    assert isinstance(run(source, names={"v": list(range(50))}), Unknown)


def test_sums_of_assumed_numbers_are_assumed():
    assert rests_on(run("itertools.accumulate([1, n])", names={"n": assumed(3, {"len(loader)"})})) == {"len(loader)"}
