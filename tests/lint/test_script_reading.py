"""What is said of a script: which schedules were understood, and what was not, with its line."""

import time
import tracemalloc

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.engine import check_file
from paddle_lrkit.lint.script_reading import MOST_LETTERS, read_script_schedules
from paddle_lrkit.scripts.script_programs import ScriptPrograms

L = "paddle.optimizer.lr"


def read_schedules(file, text):
    files = ConfigFiles().with_text(file, text)
    return read_script_schedules(file, text, ScriptPrograms(files))


def known(text):
    found = read_schedules("train.py", text).schedules
    return [(one.line, one.schedule, one.peak_lr, one.updates, one.epochs, one.stepped) for one in found]


def unknown(text):
    return [(one.line, one.why) for one in read_schedules("train.py", text).not_understood]


EPOCHS = "for epoch in range(90):\n    for batch in loader:\n        opt.step()\n    s.step()\n"
UPDATES = "for epoch in range(9):\n    for i in range(50):\n        opt.step()\n        s.step()\n"


@pytest.mark.parametrize(
    ("made", "loop", "expected"),
    [
        (f"{L}.StepDecay(0.1, 30)", EPOCHS, ("StepDecay", 0.1, None, 90, "epoch")),
        (f"{L}.StepDecay(0.1, 30)", UPDATES, ("StepDecay", 0.1, 450, 9, "update")),
        (
            f"{L}.LinearWarmup({L}.CosineAnnealingDecay(0.2, 85), 5, 0.0, 0.2)",
            EPOCHS,
            ("LinearWarmup(CosineAnnealingDecay)", 0.2, None, 90, "epoch"),
        ),
        (f"{L}.StepDecay(0.1, 30)", UPDATES.replace("range(50)", "loader"), ("StepDecay", 0.1, None, 9, "update")),
        (
            f"{L}.StepDecay(0.1, 30)",
            "for it in range(500):\n    opt.step()\n    s.step()\n",
            ("StepDecay", 0.1, 500, None, "update"),
        ),
        (
            f"{L}.ReduceOnPlateau(0.1)",
            EPOCHS.replace("s.step()", "s.step(loss)"),
            ("ReduceOnPlateau", 0.1, None, 90, "epoch"),
        ),
        (
            f"{L}.NoamDecay(512, 4000)",
            UPDATES.replace("9", "900"),
            ("NoamDecay", (512 * 4000) ** -0.5, 45000, 900, "update"),
        ),
    ],
)
def test_a_plain_script_is_understood_whole(made, loop, expected):
    text = f"import paddle\ns = {made}\nopt = paddle.optimizer.SGD(s)\n{loop}"
    (found,) = known(text)
    assert found[0] == 2
    assert found[2] == pytest.approx(expected[1])
    assert (found[1], *found[3:]) == (expected[0], *expected[2:])
    assert unknown(text) == []


@pytest.mark.parametrize(("first", "begin", "epochs"), [(0, 0, 9), (200, 4, 5), (50, 1, 8)])
def test_a_resumed_run_has_the_epochs_and_updates_that_are_left(first, begin, epochs):
    """50 updates an epoch; ``last_epoch`` is the update before the first one of the loop."""
    loop = UPDATES.replace("range(9)", f"range({begin}, 9)")
    opt = "opt = paddle.optimizer.SGD(s)\n"
    (found,) = known(f"import paddle\ns = {L}.StepDecay(0.1, 30, last_epoch={first - 1})\n{opt}{loop}")
    assert found[3:] == (epochs * 50, epochs, "update")


@pytest.mark.parametrize(
    ("lines", "milestones"),
    [
        ("rate, marks = 0.1, [3, 6]", [3, 6]),
        ("[rate, marks] = (0.1, [3, 6])", [3, 6]),
        ("a, b = 3, 6\na, b = b, a\nrate, marks = 0.1, [b, a]", [3, 6]),
        ("rate, marks = 0.1, [3, 6]\nmarks.append(8)", [3, 6, 8]),
        ("rate, *marks = 0.1, 3, 6", [3, 6]),
        ("rate, marks = settings()", None),
    ],
)
def test_names_that_are_bound_together_are_known(lines, milestones):
    text = f"import paddle\n{lines}\ns = {L}.MultiStepDecay(0.1, milestones=marks)\n"
    (context,) = read_schedules("train.py", text).contexts
    found = context.fields.milestones
    assert (None if found is None else found.numbers) == milestones


@pytest.mark.parametrize(
    ("start", "call"),
    [
        ("import paddle", f"{L}.StepDecay"),
        ("import paddle.optimizer as optim", "optim.lr.StepDecay"),
        ("from paddle import optimizer", "optimizer.lr.StepDecay"),
        ("from paddle.optimizer import lr as sched", "sched.StepDecay"),
        ("from paddle.optimizer.lr import *", "StepDecay"),
        ("from paddle.optimizer.lr import StepDecay as Stairs", "Stairs"),
        ("import paddle; Stairs = paddle.optimizer.lr.StepDecay", "Stairs"),
        ("import paddle; lr = paddle.optimizer.lr", "lr.StepDecay"),
    ],
)
def test_every_name_of_a_class_is_the_class(start, call):
    assert [found[1:3] for found in known(f"{start}\ns = {call}(0.1, 30)\n")] == [("StepDecay", 0.1)]


RUN = "o = paddle.optimizer.SGD(s)\nfor e in range(9):\n    o.step()\n    s.step()"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (f"s = {L}.StepDecay(0.1, cfg.steps)", 2, "the argument step_size of StepDecay: `cfg.steps` is not defined"),
        (f"def build(n):\n    return {L}.StepDecay(0.1, n)", 3, "`n` is a parameter of build() that is not given"),
        (f"s = {L}.StepDecay(**options)", 2, "come from a list or a dict"),
        (f"s = {L}.LambdaDecay(0.1, lambda e: rate_of(e))\n{RUN}", 2, "the rates of LambdaDecay are not known"),
        (f"s = {L}.StepDecay(0.1, 3)", 2, "no training loop with s is found"),
        (f"s = {L}.StepDecay(0.1, 3)\ntrain(net, s)", 3, "the schedule is handed to train(), which is not followed"),
        (f"def build():\n    s = {L}.StepDecay(0.1, 3)\n    return opt, s", 3, "no training loop with s is found"),
        (f"s = {L}.StepDecay(0.1, 3)\nfor e in range(9): s.step(e)", 2, "no update of an optimizer is found"),
        ("s = getattr(paddle.optimizer.lr, name)(0.1)", 2, "chooses the schedule when the script runs"),
        (f"s = dict(step={L}.StepDecay)[name](0.1, 3)", 2, "StepDecay is named here without a call"),
        (f"class Mine({L}.LRScheduler):\n    pass\ns = Mine(0.1)", 4, "the rates of Mine are not known"),
        ("import paddle_lrkit as lrkit\ns = lrkit.scheduler('WSD')", 3, "paddle_lrkit.scheduler is not read"),
        (f"s = {L}.TwoWayDecay(0.1)", 2, "paddle.optimizer.lr.TwoWayDecay is not known"),
        ("from utils import *\ns = build_lr_scheduler(cfg)", 3, "comes from an import of * (line 2)"),
        ("from utils import build_lr_scheduler\ns = build_lr_scheduler(cfg)", 3, "its module is not beside the script"),
        ("o = paddle.optimizer.SGD(args.lr)", 2, "the rate of SGD: `args.lr`"),
        ("o = paddle.optimizer.SGD(learning_rate=make(cfg))", 2, "the rate of SGD: `make(cfg)`"),
        ("s = paddle.fluid.layers.cosine_decay(0.1, 9, 9)", 2, "paddle.fluid.layers.cosine_decay is not read"),
        (
            "import torch\ns = torch.optim.lr_scheduler.StepLR(o, 3)",
            3,
            "torch.optim.lr_scheduler.StepLR belongs to PyTorch",
        ),
        (
            "import torch.optim as optim\no = optim.Adam(p)",
            3,
            "torch.optim.Adam belongs to PyTorch; only Paddle's optimizers",
        ),
        ("from paddlenlp.trainer import Trainer\nt = Trainer(model)", 3, "builds the schedule from its arguments"),
    ],
)
def test_what_is_not_followed_is_said_with_its_line(text, line, words):
    assert [why for place, why in unknown(f"import paddle\n{text}\n") if place == line and words in why]


HELD = f"import paddle\ns = {L}.StepDecay(0.1, 3)\nopt = paddle.optimizer.SGD(s)\n"


@pytest.mark.parametrize(
    ("loop", "words"),
    [
        ("while epoch < 90:\n    opt.step()\n    s.step()\n", "a run of unknown length, stepped after every update"),
        ("for e in range(9):\n    for b in loader: opt.step()\n    if e: s.step()\n", "9 epochs of unknown length"),
        (
            "for e in range(9):\n    opt.step()\n    s.step()\n    if bad(): break\n",
            "may end earlier (`bad()`, line 7)",
        ),
        ("for e in range(9):\n    opt.step()\n", "0.1 throughout, 9 updates, never stepped, SGD (line 3) holds it"),
        ("for e in range(9):\n    opt.step()\n    s.step(e)\n", "9 updates, stepped after every update"),
    ],
)
def test_what_is_said_of_a_schedule(loop, words):
    (found,) = read_schedules("train.py", HELD + loop).schedules
    assert words in found.script.words


def test_a_schedule_that_is_built_in_every_epoch_begins_again():
    text = (
        "import paddle\nopt = paddle.optimizer.SGD(0.1)\nfor epoch in range(9):\n"
        f"    s = {L}.StepDecay(0.1, 3)\n    opt.set_lr_scheduler(s)\n    for b in loader: opt.step()\n    s.step()\n"
    )
    (found,) = read_schedules("train.py", text).schedules
    assert "begins again at 0.1 in every epoch" in found.script.words


def test_the_second_stage_of_a_training_with_a_schedule_of_its_own_lacks_nothing(tmp_path):
    loop = "for epoch in range({}):\n    for batch in loader: {}.step()\n    {}.step()\n"
    text = (
        f"import paddle\na = {L}.CosineAnnealingDecay(0.1, 50)\no = paddle.optimizer.SGD(a)\n"
        f"{loop.format(50, 'o', 'a')}b = {L}.CosineAnnealingDecay(0.01, 40)\np = paddle.optimizer.SGD(b)\n"
        f"{loop.format('50, 90', 'p', 'b')}"
    )
    path = tmp_path / "train.py"
    path.write_text(text, encoding="utf-8")
    assert (check_file(str(path)), unknown(text)) == ([], [])
    assert [found[4] for found in known(text)] == [50, 40]


def test_a_plain_rate_is_a_constant():
    text = "import paddle\nlr = 0.01\no = paddle.optimizer.SGD(lr)\nb = paddle.optimizer.Adam(parameters=p)\n"
    assert known(text) == [(3, "constant", 0.01, None, None, None), (4, "constant", 0.001, None, None, None)]


def test_a_parameter_is_not_the_modules_constant():
    text = "import paddle\nlr = 0.01\ndef build(lr):\n    return paddle.optimizer.SGD(lr)\n"
    assert known(text) == []
    assert unknown(text)[0][0] == 4


@pytest.mark.parametrize(
    "text", ["x = 1\n", "import os\nscheduler = os.cpu_count()\n", "", "def learning_rate(x): pass\n"]
)
def test_a_script_without_a_schedule_has_nothing(text):
    assert (known(text), unknown(text)) == ([], [])


def test_a_name_that_changes_after_the_loop_is_not_taken_for_its_length():
    text = f"import paddle\nn = 90\ns = {L}.StepDecay(0.1, 30)\nfor epoch in range(n):\n    s.step()\nn = 10\n"
    assert [found[4] for found in known(text)] == [None]


def test_epochs_inside_stages_are_no_batches(tmp_path):
    path = tmp_path / "train.py"
    text = (
        f"import paddle\ns = {L}.StepDecay(0.1, 5)\nopt = paddle.optimizer.SGD(s)\nfor stage in range(5):\n"
        "    for epoch in range(4):\n        for batch in loader: opt.step()\n        s.step()\n"
    )
    path.write_text(text, encoding="utf-8")
    assert [finding.rule for finding in check_file(str(path)) or [] if finding.rule == "step-place"] == []
    assert known(text) == [(2, "StepDecay", 0.1, None, 20, "epoch")]


def test_a_file_that_is_not_python():
    with pytest.raises(ConfigError, match=r"train\.py:1: not valid Python"):
        read_schedules("train.py", "lr = StepDecay(\n")
    assert unknown("print 'optimizer'\n")[0][1].startswith("not valid Python")
    assert unknown("print 'x'\n") == []


NUMBERS = [
    f"s = {L}.CosineAnnealingDecay(0.1, 90)\nfor e in range(10**12):\n    opt.step()\n    s.step()\n",
    f"s = {L}.CyclicLR(0.1, 1.0, 3)\nfor e in range(10**14):\n    opt.step()\n    s.step()\n",
    f"s = {L}.PiecewiseDecay(list(range(10**9)), [0.1] * 10**9)\nfor e in range(9):\n    s.step()\n",
    f"s = {L}.StepDecay(0.1, 10**20 * 10**20, last_epoch=10**30)\nfor e in range(2**70):\n    s.step()\n",
    f"s = {L}.StepDecay(0x1{'0' * 5000}, 3)\nopt = paddle.optimizer.SGD(0x1{'0' * 5000})\n",
    f"s = {L}.StepDecay(0.1, 3, last_epoch=0x1{'0' * 5000})\nfor e in range(45, 0x1{'0' * 5000}):\n    s.step()\n",
]
SHAPES = {
    "signs": f"s = {L}.StepDecay({'-' * 5000}0.1, 30)\n",
    "a sum": f"s = {L}.StepDecay({'+'.join(['0.1'] * 20000)}, 30)\n",
    "branches": f"s = {L}.StepDecay(0.1, 3)\nif a: pass\n" + "elif a: pass\n" * 2000,
    "attributes": f"s = {L}.StepDecay(0.1, a{'.b' * 900})\n",
    "letters": f"s = {L}.StepDecay(0.1, 3)\n" + "x = 1\n" * (MOST_LETTERS // 6 + 1),
}
MANY = {
    "classes": lambda n: f"s = {L}.StepDecay(0.1, 3)\n" + "".join(f"class A{i}(A{i - 1}): pass\n" for i in range(n)),
    "lists": lambda n: f"s = {L}.StepDecay(0.1, 3)\n" + "".join(f"n{i} = [1]\nn{i}.append(1)\n" for i in range(n)),
    "schedules": lambda n: f"s = {L}.StepDecay(0.1, 3)\n" * n + "for e in range(9): s.step()\n",
    "functions": lambda n: "N = 1\n" + "".join(f"def f{i}():\n o = paddle.optimizer.SGD(N)\n" for i in range(n)),
    "names": lambda n: "".join(f"n{i} = 1\ndef f{i}():\n s = {L}.StepDecay(0.1, n{i})\n" for i in range(n // 2)),
    "loads": lambda n: f"s = {L}.StepDecay(0.1, 3)\n" + "s.set_dict(x)\n" * n + "for e in range(9): s.step()\n",
}


@pytest.fixture
def check(tmp_path):
    def run(text):
        path = tmp_path / "train.py"
        path.write_text(f"import paddle\n{text}", encoding="utf-8")
        begin = time.process_time()
        check_file(str(path))
        return time.process_time() - begin

    return run


@pytest.mark.parametrize("text", NUMBERS, ids=range(len(NUMBERS)))
def test_no_number_takes_memory(check, text):
    tracemalloc.start()
    check(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50e6
    assert read_schedules("train.py", f"import paddle\n{text}").schedules


@pytest.mark.parametrize("shape", SHAPES)
def test_a_script_that_is_too_deep_or_too_long_is_not_understood(check, shape):
    assert check(SHAPES[shape]) < 10
    assert unknown(f"import paddle\n{SHAPES[shape]}")


@pytest.mark.parametrize("many", MANY)
def test_the_work_does_not_grow_with_the_square_of_the_script(check, many):
    assert check(MANY[many](2000)) < 12 * max(check(MANY[many](400)), 0.1)


def test_too_many_parentheses_are_an_error_of_python():
    with pytest.raises(ConfigError, match="too many nested parentheses"):
        read_schedules("train.py", f"s = StepDecay({'(' * 10000}0.1{')' * 10000}, 3)\n")
