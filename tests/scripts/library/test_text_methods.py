"""The methods of text give what Python gives."""

import pytest

from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.fake_reader import PLACE, StoppedError, run

SOURCES = [
    "'30,60,90'.split(',')",
    "' lr '.strip()",
    "'CosineDecay'.lower()",
    "'a.b.c'.rsplit('.', 1)",
    "'conf/a.yaml'.endswith('.yaml')",
    "'cuda:0'.replace('cuda', 'gpu')",
    "', '.join(['a', 'b'])",
    "'{}_{:.2e}_{name}'.format(1, 0.001, name='x')",
    "'5'.zfill(3)",
    "'abc'.find('c')",
    "'0.1'.isdigit()",
    "'a=3'.partition('=')",
    "(2.0).is_integer()",
    "(3, 4, 3).count(3)",
    "str(1e-05)",
    "repr('a')",
    "format(0.00123, '.1e')",
    "ord('a')",
]


@pytest.mark.parametrize("source", SOURCES)
def test_the_same_as_python(source):
    assert run(source) == eval(source)


@pytest.mark.parametrize(
    "source",
    [
        "'{:1000000000}'.format(1)",
        "'a'.ljust(10000000000)",
        "'aaa'.replace('a', long)",
        "long.join(many)",
        "format(1, '1000000000')",
        "'{0.__class__}'.format(1)",
        "'{:{w}}'.format(1, w=10000000000)",
    ],
)
def test_a_text_that_would_fill_the_memory_is_not_known(source):
    found = run(source, names={"long": "b" * 900_000, "many": ["c"] * 1000})
    assert found.why == "is too large to read"


def test_an_error_stops_the_program_and_an_unknown_part_does_not():
    with pytest.raises(StoppedError, match="ValueError: substring not found"):
        run("'abc'.index('x')")
    unknown = Unknown("name", "is not known", PLACE)
    assert run("'-'.join(['a', u])", names={"u": unknown}) is unknown
    assert run("u.split(',')", names={"u": unknown}).why == "is not known"
