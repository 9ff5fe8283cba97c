"""How often a schedule is stepped: known in plain loops over `range`, never guessed elsewhere."""

import ast

import pytest

from paddle_lrkit.lint.engine import check_file
from paddle_lrkit.lint.python.calls import scopes
from paddle_lrkit.lint.python.imports import Imports
from paddle_lrkit.lint.python.loops import script_of
from paddle_lrkit.lint.python.optimizers import optimizers_of

MADE = "import paddle\nsched = paddle.optimizer.lr.CosineAnnealingDecay(0.1, T_max=100)\n"


def script(text):
    tree = ast.parse(text)
    imports = Imports(tree)
    found = [(scope, made) for scope in scopes(tree, imports) for made in scope.calls]
    ((scope, made),) = found
    return script_of(scope, made, optimizers_of(tree, imports))


@pytest.mark.parametrize(
    ("loop", "epochs", "ticks", "in_batches"),
    [
        ("for epoch in range(90):\n    sched.step()", 90, 90, False),
        ("for step in range(1000):\n    sched.step()", None, 1000, False),
        ("for epoch in range(1, 91):\n    for batch in loader:\n        sched.step()", 90, None, True),
        ("for e in range(9):\n    for i in range(50):\n        sched.step()", 9, 450, True),
        ("for e in range(9):\n    for i, batch in enumerate(loader):\n        run()\n    sched.step()", 9, 9, False),
        ("for e in range(9):\n    if e > 3:\n        sched.step()\n    for b in c: run()", 9, None, False),
        ("for epoch in range(9):\n    if bad: break\n    sched.step()", 9, None, False),
        ("while more():\n    for i in range(50):\n        sched.step()", None, None, True),
        ("def main():\n    for epoch in range(9):\n        sched.step()\nmain()", 9, 9, False),
    ],
)
def test_what_a_loop_says(loop, epochs, ticks, in_batches):
    found = script(f"{MADE}{loop}\n")
    assert (found.epochs, found.ticks) == (epochs, ticks)
    assert found.step is not None
    assert found.step[1] is in_batches


@pytest.mark.parametrize(
    "loop",
    [
        "for epoch in range(90):\n    sched.step(epoch)",
        "for epoch in range(5):\n    sched.step()\nfor epoch in range(95):\n    sched.step()",
        "for epoch in range(9):\n    for b in c:\n        if last(b):\n            sched.step()",
        "def one():\n    for i in range(10):\n        sched.step()\nfor epoch in range(10):\n    one()",
        "def one():\n    for i in range(10):\n        sched.step()\none()\none()",
        "def one():\n    for i in range(10):\n        sched.step()\n[one() for _ in range(3)]",
        "for i in range(100):\n    opt.step()\n    if i % 4 == 3:\n        sched.step()",
        "sched.step()",
    ],
)
def test_what_is_not_plain_is_not_counted(loop):
    found = script(f"{MADE}{loop}\n")
    assert found.ticks is None
    assert found.step is None or not found.step[1]


def test_a_loop_around_the_schedule_itself_does_not_count():
    text = (
        "import paddle\nfor seed in range(5):\n"
        "    sched = paddle.optimizer.lr.CosineAnnealingDecay(0.1, T_max=100)\n"
        "    for epoch in range(100):\n        for batch in loader: run()\n        sched.step()\n"
    )
    found = script(text)
    assert (found.epochs, found.ticks, found.step) == (100, 100, (6, False))


def test_a_parameter_hides_the_modules_constant():
    text = f"N = 9\n{MADE}def main(N):\n    for epoch in range(N):\n        sched.step()\nmain(90)\n"
    assert (script(text).epochs, script(text).ticks) == (None, None)


TRAINER = """
import paddle
class Trainer:
    def __init__(self, model):
        self.sched = paddle.optimizer.lr.CosineAnnealingDecay(learning_rate=0.1, T_max=100)
        self.sched = paddle.optimizer.lr.LinearWarmup(self.sched, warmup_steps=10, start_lr=0.01, end_lr=0.1)
        self.adam = paddle.optimizer.Adam(learning_rate=self.sched, parameters=model.parameters())
    def fit(self):
        for epoch in range(100):
            for i, batch in enumerate(self.loader):
                {body}
"""


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        ("self.sched.step(); self.adam.step()", {"step-order", "step-place"}),
        ("self.adam.step(); self.sched.step()", {"step-place"}),
        ("self.scaler.step(self.adam); self.sched.step()", {"step-place"}),
        ("self.sched.step(); self.scaler.step(self.adam)", {"step-order", "step-place"}),
        ("self.sched.step(); self.adam.minimize(loss)", {"step-order", "step-place"}),
    ],
)
def test_a_schedule_in_an_attribute_is_followed_through_its_class(tmp_path, body, rules):
    path = tmp_path / "train.py"
    path.write_text(TRAINER.replace("{body}", body), encoding="utf-8")
    assert {finding.rule for finding in check_file(str(path)) or []} == rules


@pytest.mark.parametrize(
    "loop", ["while epoch < 90:", "for epoch in itertools.count():", "async for epoch in rounds():"]
)
def test_the_order_is_seen_in_every_kind_of_loop(tmp_path, loop):
    path = tmp_path / "train.py"
    start = "import paddle\n\nasync def main():\n    sgd = paddle.optimizer.SGD(0.1)\n"
    text = f"{start}    s = paddle.optimizer.lr.StepDecay(0.1, 30)\n    {loop}\n        s.step()\n        sgd.step()\n"
    path.write_text(text, encoding="utf-8")
    assert [(finding.rule, finding.line) for finding in check_file(str(path)) or []] == [("step-order", 7)]
