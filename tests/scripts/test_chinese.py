"""What is said about scripts, in Chinese."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import in_language
from paddle_lrkit.scripts.description import rates_words, run_words, stepped_words
from paddle_lrkit.scripts.read import read_program
from paddle_lrkit.scripts.read_usage import read_usage
from paddle_lrkit.scripts.script_programs import ScriptPrograms
from paddle_lrkit.scripts.script_schedules import script_drawing
from tests.chinese import english_in

HEAD = "import paddle\nimport torch\nfrom paddle.optimizer.lr import *\n"
BUILD = "s = paddle.optimizer.lr.StepDecay({}, 3)\no = paddle.optimizer.SGD(s, parameters=model.parameters())\n"
LOOP = "for epoch in range(3):\n    for batch in loader:\n        o.step()\n        s.step()\n"
SCRIPTS = (
    HEAD,
    HEAD + "s = torch.optim.lr_scheduler.StepLR(o, 3)\n",
    HEAD + "s = paddle.optimizer.lr.Foo(0.1)\n",
    HEAD + BUILD.format("rate") + LOOP,
    HEAD + BUILD.format("open('lr.txt').read()") + LOOP,
    HEAD + "import os\n" + BUILD.format("float(os.environ['LR'])") + LOOP,
    HEAD + BUILD.format("0.1") + LOOP.replace("s.step()", "s.step(metric)"),
    HEAD + BUILD.format("0.1") + "while True:\n    o.step()\n    s.step()\n",
    HEAD + BUILD.replace("3)", "gama=2)").format("0.1") + LOOP,
    "import argparse\np = argparse.ArgumentParser()\np.add_argument('--lr', required=True, type=float)\n"
    + HEAD
    + BUILD.format("p.parse_args().lr")
    + LOOP,
    "def f(:\n",
)


@pytest.mark.parametrize("number", range(len(SCRIPTS)))
def test_what_is_not_known(tmp_path, number):
    file = tmp_path / "train.py"
    file.write_text(SCRIPTS[number], encoding="utf-8")
    with in_language("zh"):
        try:
            said = [*map(str, script_drawing(str(file), ScriptPrograms(ConfigFiles())).notes)]
        except LrkitError as error:
            said = [str(error).replace(str(tmp_path), "")]
        assert said
        assert [english_in(one) for one in said] == [[]] * len(said)


def test_how_a_schedule_is_used(tmp_path):
    file = tmp_path / "train.py"
    file.write_text(HEAD + BUILD.format("0.1") + LOOP, encoding="utf-8")
    program = read_program(str(file), ConfigFiles())
    usage = read_usage(program, program.schedules[0])
    with in_language("zh"):
        assert stepped_words(usage) == "每个批次之后调用 step()"
        assert run_words(usage) == "3 轮，每轮长度未知"
        assert rates_words(0.1, 0.1, 0.0) == "0.1 → 0"
