"""What is asked of a value itself."""

import pytest

from paddle_lrkit.scripts.library.base import LIBRARY, External
from paddle_lrkit.scripts.unknown import Unknown, assumed
from tests.scripts.library.fake_reader import PLACE, run

SOURCES = [
    "isinstance(3, int)",
    "isinstance(True, int)",
    "isinstance(3, (str, float))",
    "isinstance([1], (list, tuple))",
    "isinstance({'a': 1}, dict)",
    "isinstance(None, str)",
    "callable(3)",
]


@pytest.mark.parametrize("source", SOURCES)
def test_the_same_as_python(source):
    assert run(source) is eval(source)


def test_types():
    assert run("type(3)") is LIBRARY["int"]
    assert run("type(n)", names={"n": assumed(3, {"x"})}) is LIBRARY["int"]
    assert run("isinstance(n, int)", names={"n": assumed(3, {"x"})}) is True
    assert run("isinstance([1], c)", names={"c": External("collections.abc.Sequence")}) is True
    assert run("isinstance(args, argparse.Namespace)", names={"args": run("argparse.Namespace(lr=1)")}) is True


def test_what_is_not_known():
    unknown = Unknown("x", "is not known", PLACE)
    for source in ("isinstance(u, int)", "type(u)", "getattr(u, 'a', 3)", "hasattr(u, 'a')", "vars(u)"):
        found = run(source, names={"u": unknown})
        assert isinstance(found, Unknown)
        assert found.why == "is not known"


def test_attributes_of_a_namespace():
    space = "s = types.SimpleNamespace(lr=0.1)\n"
    assert run(space + "getattr(s, 'lr')") == 0.1
    assert run(space + "getattr(s, 'epochs', 3)") == 3
    assert run(space + "hasattr(s, 'epochs')") is False
    assert run(space + "setattr(s, 'lr', 5)\ns.lr") == 5
    assert run(space + "vars(s)") == {"lr": 0.1}
    assert isinstance(run(space + "s.epochs"), Unknown)
