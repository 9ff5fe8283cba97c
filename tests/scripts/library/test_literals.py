"""Text that is a Python value."""

import pytest

from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.fake_reader import StoppedError, run


@pytest.mark.parametrize("text", ["[1, 2.5, 'a']", "{'a': (1, None)}", "True", "-1e-3"])
def test_a_literal(text):
    assert run("ast.literal_eval(t)", names={"t": text}) == eval(text)
    assert run("eval(t)", names={"t": text}) == eval(text)


@pytest.mark.parametrize("text", ["cfg.lr", "__import__('os')", "(" * 500 + ")" * 500, "9**9**9"])
def test_nothing_is_executed(text):
    assert "executed" in run("eval(t)", names={"t": text}).why
    with pytest.raises(StoppedError, match="ValueError"):
        run("ast.literal_eval(t)", names={"t": text})


def test_exec_is_not_known():
    assert isinstance(run("exec('x = 1')"), Unknown)


@pytest.mark.parametrize(("text", "value"), [("yes", 1), ("False", 0)])
def test_words_for_true_and_false(text, value):
    assert run("distutils.util.strtobool(t)", names={"t": text}) == value
