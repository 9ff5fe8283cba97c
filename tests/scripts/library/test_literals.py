"""Text that is a Python value."""

import math

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.scripts.read import read_program
from paddle_lrkit.scripts.read_options import ReadOptions
from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.fake_reader import StoppedError, run


@pytest.mark.parametrize("text", ["[1, 2.5, 'a']", "{'a': (1, None)}", "True", "-1e-3"])
def test_a_literal(text):
    assert run("ast.literal_eval(t)", names={"t": text}) == eval(text)
    assert run("eval(t)", names={"t": text}) == eval(text)


@pytest.mark.parametrize("text", ["a b", "import os", "(" * 500 + ")" * 500])
def test_what_is_no_expression_is_not_known(text):
    assert "is no expression" in run("eval(t)", names={"t": text}).why
    with pytest.raises(StoppedError, match="ValueError"):
        run("ast.literal_eval(t)", names={"t": text})


def test_an_expression_is_read_and_not_executed(tmp_path):
    file, made = tmp_path / "train.py", tmp_path / "made"
    file.write_text(
        "import paddle\nepochs = 30\nkind = 'StepDecay'\n"
        f"eval(\"open('{made}', 'w').write('x')\")\n"
        "sched = eval('paddle.optimizer.lr.' + kind)(0.1, step_size=eval('epochs // 3'))\n"
    )
    program = read_program(str(file), ConfigFiles(), ReadOptions())
    assert program.schedules[0].path == "paddle.optimizer.lr.StepDecay"
    assert program.schedules[0].arguments["step_size"] == 10
    assert not made.exists()


def test_a_name_is_looked_up():
    assert run("eval('math.pi')") == math.pi
    assert run("importlib.import_module('paddle.optimizer.lr').StepDecay").path == "paddle.optimizer.lr.StepDecay"


def test_exec_is_not_known():
    assert isinstance(run("exec('x = 1')"), Unknown)


@pytest.mark.parametrize(("text", "value"), [("yes", 1), ("False", 0)])
def test_words_for_true_and_false(text, value):
    assert run("distutils.util.strtobool(t)", names={"t": text}) == value
