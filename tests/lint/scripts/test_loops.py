"""How often a schedule is stepped: counted where the script says it, never guessed elsewhere."""

import pytest

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.lint.engine import check_file
from paddle_lrkit.lint.script_contexts import ticks_of
from paddle_lrkit.scripts.script_programs import ScriptPrograms

MADE = "import paddle\nsched = paddle.optimizer.lr.CosineAnnealingDecay(0.1, T_max=100)\n"


HELD = MADE + "opt = paddle.optimizer.SGD(sched, parameters=net.parameters())\n"


@pytest.fixture
def usage(tmp_path):
    def read(text):
        path = tmp_path / "train.py"
        path.write_text(text, encoding="utf-8")
        _, (found,) = ScriptPrograms(ConfigFiles()).read(str(path))
        return found

    return read


@pytest.mark.parametrize(
    ("loop", "epochs", "ticks", "unit"),
    [
        ("for epoch in range(90):\n    for b in loader: opt.step()\n    sched.step()", 90, 90, "epoch"),
        ("for step in range(1000):\n    opt.step()\n    sched.step()", None, 1000, "update"),
        ("for e in range(9):\n    for i in range(50):\n        opt.step()\n        sched.step()", 9, 450, "batch"),
        ("for e in range(9):\n    for i, b in enumerate(loader):\n        opt.step()\n    sched.step()", 9, 9, "epoch"),
        (
            "def main():\n  for epoch in range(9):\n    for b in loader: opt.step()\n    sched.step()\nmain()",
            9,
            9,
            "epoch",
        ),
        (
            "def one():\n    for i in range(10):\n        opt.step()\n        sched.step()\n"
            "for epoch in range(10):\n    one()",
            10,
            100,
            "batch",
        ),
        (
            "def one():\n    for i in range(10):\n        opt.step()\n        sched.step()\none()\none()",
            None,
            20,
            "update",
        ),
    ],
)
def test_what_a_loop_says(usage, loop, epochs, ticks, unit):
    found = usage(f"{HELD}{loop}\n")
    assert (found.epochs, ticks_of(found), found.unit, found.steps_guessed) == (epochs, ticks, unit, False)


@pytest.mark.parametrize(
    "loop",
    [
        "for epoch in range(args.n):\n    for b in loader: opt.step()\n    sched.step()",
        "for epoch in range(9):\n    for b in loader: opt.step()\n    if better(loss):\n        sched.step()",
        "while more():\n    opt.step()\n    sched.step()",
        "for batch in loader:\n    opt.step()\n    if last(batch):\n        sched.step()",
    ],
)
def test_what_is_not_plain_is_not_counted(usage, loop):
    found = usage(f"{HELD}{loop}\n")
    assert ticks_of(found) is None or found.steps_guessed


def test_the_length_of_a_loader_is_a_guess(usage):
    found = usage(
        f"{HELD}for epoch in range(1, 91):\n    for batch in loader:\n        opt.step()\n        sched.step()\n"
    )
    assert (found.epochs, found.unit, found.steps_guessed) == (90, "batch", True)


def test_a_loop_around_the_schedule_itself_does_not_count(usage):
    text = (
        "import paddle\nfor seed in range(5):\n"
        "    sched = paddle.optimizer.lr.CosineAnnealingDecay(0.1, T_max=100)\n"
        "    opt = paddle.optimizer.SGD(sched, parameters=net.parameters())\n"
        "    for epoch in range(100):\n        for batch in loader: opt.step()\n        sched.step()\n"
    )
    found = usage(text)
    assert (found.builds, found.built_per, ticks_of(found), found.unit) == (5, "other", 100, "epoch")


def test_a_parameter_hides_the_modules_constant(usage):
    body = "  for epoch in range(N):\n    for b in loader: opt.step()\n    sched.step()"
    found = usage(f"N = 9\n{HELD}def main(N):\n{body}\nmain(90)\n")
    assert (found.epochs, ticks_of(found)) == (90, 90)


TRAINER = """
import paddle
class Trainer:
    def __init__(self, model):
        self.sched = paddle.optimizer.lr.CosineAnnealingDecay(learning_rate=0.1, T_max=100)
        self.sched = paddle.optimizer.lr.LinearWarmup(self.sched, warmup_steps=10, start_lr=0.01, end_lr=0.1)
        self.scaler = paddle.amp.GradScaler()
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
    start = "import paddle\n\nasync def main():\n    s = paddle.optimizer.lr.StepDecay(0.1, 30)\n"
    text = f"{start}    sgd = paddle.optimizer.SGD(s)\n    {loop}\n        s.step()\n        sgd.step()\n"
    path.write_text(text, encoding="utf-8")
    assert [(finding.rule, finding.line) for finding in check_file(str(path)) or []] == [("step-order", 7)]
