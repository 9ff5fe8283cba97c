"""Training scripts, read without running them."""

import pytest

from paddle_lrkit.lint.engine import check_file

HEAD = "import paddle\n"


def rules(folder, text):
    path = folder / "train.py"
    path.write_text(text, encoding="utf-8")
    return {finding.rule: finding for finding in check_file(str(path)) or []}


FASTER_RCNN = """
scheduler_base = paddle.optimizer.lr.MultiStepDecay(learning_rate=0.01, milestones=[12, 16], gamma=0.1)
scheduler = paddle.optimizer.lr.LinearWarmup(scheduler_base, warmup_steps=500, start_lr=1e-4, end_lr=0.01)
"""


def test_the_tutorials_detection_schedule_is_found(tmp_path):
    found = rules(tmp_path, HEAD + FASTER_RCNN)["mixed-units"]
    assert found.severity == "error"
    assert found.line == 3
    assert "the rate drops at updates 512 and 516" in found.message
    assert "the warmup takes 500 epochs" in found.message


@pytest.mark.parametrize("loop", ["range(100)", "range(1, 101)", "range(EPOCHS)"])
def test_the_tutorials_cosine_is_found(tmp_path, loop):
    text = f"""
EPOCHS = 100
scheduler = paddle.optimizer.lr.CosineAnnealingDecay(learning_rate=0.001, T_max=100)
scheduler = paddle.optimizer.lr.LinearWarmup(scheduler, warmup_steps=10, start_lr=1e-4, end_lr=0.001)
optimizer = paddle.optimizer.SGD(scheduler)
for epoch in {loop}:
    for batch in loader:
        optimizer.step()
    scheduler.step()
"""
    found = rules(tmp_path, HEAD + text)["warmup-not-subtracted"]
    assert "would end at epoch 110; the run ends at epoch 100" in found.message
    assert found.fix == "T_max: 90"


@pytest.mark.parametrize(
    "start",
    [
        "from paddle.optimizer.lr import MultiStepDecay, LinearWarmup\n",
        "from paddle.optimizer.lr import *\n",
        "from paddle_lrkit import MultiStepDecay, LinearWarmup\n",
    ],
)
def test_names_are_followed_through_imports(tmp_path, start):
    assert "mixed-units" in rules(tmp_path, start + FASTER_RCNN.replace("paddle.optimizer.lr.", ""))


@pytest.mark.parametrize(
    "start",
    ["import paddle.optimizer.lr as sched\n", "from paddle.optimizer import lr as sched\n"],
)
def test_an_alias_is_followed(tmp_path, start):
    assert "mixed-units" in rules(tmp_path, start + FASTER_RCNN.replace("paddle.optimizer.lr.", "sched."))


def test_classes_of_other_packages_are_left_alone(tmp_path):
    text = "from timm.lr import MultiStepDecay, LinearWarmup\n" + FASTER_RCNN.replace("paddle.optimizer.lr.", "")
    assert rules(tmp_path, text) == {}


def test_a_call_inside_an_argument_is_read(tmp_path):
    text = """
optimizer = paddle.optimizer.SGD(
    paddle.optimizer.lr.LinearWarmup(paddle.optimizer.lr.MultiStepDecay(0.01, [12, 16]), 500, 1e-4, 0.01)
)
"""
    assert "mixed-units" in rules(tmp_path, HEAD + text)


def test_an_unknown_rate_does_not_hide_the_units(tmp_path):
    assert "mixed-units" in rules(tmp_path, HEAD + FASTER_RCNN.replace("=0.01", "=args.lr"))


@pytest.mark.parametrize(
    "change",
    [
        ("[12, 16]", "args.milestones"),
        ("warmup_steps=500", "warmup_steps=args.warmup"),
        ("gamma=0.1", "**more"),
        ("warmup_steps=500", "warmup_steps=500 if small else 5"),
    ],
)
def test_what_is_not_known_is_not_guessed(tmp_path, change):
    found = rules(tmp_path, HEAD + FASTER_RCNN.replace(*change))
    assert {rule for rule, finding in found.items() if finding.severity == "error"} <= (
        {"mixed-units"} if change[1] == "**more" else set()
    )


def test_a_name_that_changes_in_a_branch_is_unknown(tmp_path):
    text = HEAD + "steps = 500\nif big:\n    steps = 5\n" + FASTER_RCNN.replace("=500", "=steps")
    assert rules(tmp_path, text) == {}


def test_a_constant_and_arithmetic_are_known(tmp_path):
    text = HEAD + "N = 5\n" + FASTER_RCNN.replace("=500", "=100 * N").replace("[12, 16]", "[2 * 6, 4 ** 2]")
    assert "512 and 516" in rules(tmp_path, text)["mixed-units"].message


def test_a_refused_argument_is_an_error(tmp_path):
    assert rules(tmp_path, HEAD + "s = paddle.optimizer.lr.StepDecay(0.1, step_sise=3)\n")["unknown-key"].line == 2


@pytest.mark.parametrize("text", ["lr = (", "lr = 1\n\0", "lr = " + "(" * 500 + ")" * 500])
def test_broken_python_is_a_finding(tmp_path, text):
    assert set(rules(tmp_path, text)) <= {"cannot-build"}


@pytest.mark.parametrize(
    "body",
    [
        "optimizer.step()\n        scheduler.step()",
        "optimizer.step()\n        if ready:\n            scheduler.step()",
        "if step:\n            scheduler.step()\n        optimizer.step()",
    ],
)
def test_the_right_order_and_an_unclear_one_are_silent(tmp_path, body):
    text = HEAD + (
        "scheduler = paddle.optimizer.lr.StepDecay(0.1, 30000)\n"
        f"for epoch in range(90):\n    for batch in loader:\n        {body}\n"
    )
    assert "step-order" not in rules(tmp_path, text)


@pytest.mark.parametrize("argument", ["epoch", "epoch=epoch"])
def test_a_position_that_the_script_sets_itself_is_no_wrong_order(tmp_path, argument):
    """``step(epoch)`` at the begin of an epoch gives the rate of that epoch, as Paddle's class shows."""
    text = HEAD + (
        "scheduler = paddle.optimizer.lr.MultiStepDecay(0.1, [30, 60])\n"
        "optimizer = paddle.optimizer.SGD(scheduler)\n"
        f"for epoch in range(45, 90):\n    scheduler.step({argument})\n"
        "    for batch in loader:\n        optimizer.step()\n"
    )
    assert rules(tmp_path, text) == {}
    scheduler = pytest.importorskip("paddle").optimizer.lr.MultiStepDecay(0.1, [30, 60])
    for epoch, rate in ((0, 0.1), (29, 0.1), (30, 0.01), (45, 0.01), (60, 0.001)):
        scheduler.step(epoch)
        assert scheduler() == pytest.approx(rate)


@pytest.mark.parametrize(
    "change",
    [
        "marks.append(load())",
        "marks.sort()",
        "marks[0] = 1",
        "del marks[1]",
        "marks.pop()",
        "marks[:] = [10, 20]",
        "other = marks\nother.reverse()",
        "with open(name) as marks: pass",
        "import marks",
        "def marks(): pass",
    ],
)
def test_a_list_that_is_changed_has_its_new_values_or_is_unknown(tmp_path, change):
    text = f"{HEAD}marks = [20, 10]\n{change}\ns = paddle.optimizer.lr.MultiStepDecay(0.1, marks)\n"
    assert rules(tmp_path, text) == {}
    assert "unsorted-milestones" in rules(tmp_path, text.replace(change, "print(marks)"))


@pytest.mark.parametrize("outer", ["def main(marks):", "def main():\n    marks = load()", "def main(*marks):"])
def test_a_name_of_an_outer_function_hides_the_modules(tmp_path, outer):
    text = (
        f"{HEAD}marks = [20, 10]\n{outer}\n    def build():\n"
        "        return paddle.optimizer.lr.MultiStepDecay(0.1, marks)\n"
    )
    assert rules(tmp_path, text) == {}


def test_a_global_that_a_function_sets_is_known_where_it_is_called(tmp_path):
    text = (
        f"{HEAD}marks = [20, 10]\ndef load():\n    global marks\n    marks = [10, 20]\n"
        "def build():\n    return paddle.optimizer.lr.MultiStepDecay(0.1, marks)\nload()\nbuild()\n"
    )
    assert rules(tmp_path, text) == {}
    assert "unsorted-milestones" in rules(tmp_path, text.replace("load()\nbuild", "build()\nload"))


def test_a_class_of_the_script_itself_is_left_alone(tmp_path):
    assert rules(tmp_path, "class StepDecay(Base):\n    pass\ns = StepDecay(0.1, sise=3)\n") == {}
    text = "from paddle.optimizer.lr import StepDecay\ns = StepDecay(0.1, sise=3)\n"
    assert "unknown-key" in rules(tmp_path, text)


@pytest.mark.parametrize("name", ["LambdaDecay", "MultiplicativeDecay"])
def test_paddles_own_arguments_of_a_function_of_the_epoch_are_known(tmp_path, name):
    text = f"{HEAD}s = paddle.optimizer.lr.{name}(0.1, lr_lambda=f, last_epoch=-1, verbose=True)\n"
    assert rules(tmp_path, text) == {}


@pytest.mark.parametrize(
    "form",
    [
        "s = {{'a': {call}}}",
        "s = [None, {call}]",
        "s = {call} if decays else None",
        "s = build(rate={call})",
        "print([{call} for _ in range(2)])",
    ],
)
def test_a_call_inside_another_expression_is_read(tmp_path, form):
    call = "paddle.optimizer.lr.MultiStepDecay(0.1, [20, 10])"
    assert "unsorted-milestones" in rules(tmp_path, HEAD + form.format(call=call))


def test_one_of_two_schedules_inside_a_warmup_is_not_guessed(tmp_path):
    text = """
if short:
    s = paddle.optimizer.lr.CosineAnnealingDecay(0.1, 100)
else:
    s = paddle.optimizer.lr.StepDecay(0.1, 30)
s = paddle.optimizer.lr.LinearWarmup(s, 20, 0.01, 0.1)
for epoch in range(120):
    s.step()
"""
    assert rules(tmp_path, HEAD + text) == {}


def test_a_warmup_in_a_branch_keeps_what_it_is_around(tmp_path):
    text = FASTER_RCNN.replace("\nscheduler = ", "\nif warm:\n    scheduler_base = ")
    assert "mixed-units" in rules(tmp_path, HEAD + text)


@pytest.mark.parametrize("per_epoch", [True, False])
def test_early_milestones_look_like_epochs_only_where_a_tick_is_an_update(tmp_path, per_epoch):
    loop = (
        "for epoch in range(600):\n    for b in loader: opt.step()\n"
        if per_epoch
        else "for it in range(600):\n    opt.step()\n"
    )
    built = "s = paddle.optimizer.lr.MultiStepDecay(0.1, [5, 10])\nopt = paddle.optimizer.SGD(s)\n"
    text = f"{HEAD}{built}{loop}    s.step()\n"
    assert ("steps-as-epochs" in rules(tmp_path, text)) is not per_epoch


ONE_CYCLE = """
s = paddle.optimizer.lr.OneCycleLR(max_learning_rate=0.4, total_steps={total})
o = paddle.optimizer.Momentum(s, parameters=net.parameters())
for epoch in range(3):
    for batch in range(10):
        o.step()
        s.step()
"""


def steps_before_paddle_stops(total, calls):
    """Calls of ``step()`` that Paddle's own class makes before it raises; all of them when it does not."""
    lr = pytest.importorskip("paddle").optimizer.lr
    scheduler = lr.OneCycleLR(max_learning_rate=0.4, total_steps=total)
    for call in range(calls):
        try:
            scheduler.step()
        except ValueError:
            return call
    return calls


@pytest.mark.parametrize("total", [4, 10, 29, 30, 31])
def test_a_class_that_stops_within_the_run_is_an_error(tmp_path, total):
    found, made = rules(tmp_path, HEAD + ONE_CYCLE.format(total=total)), steps_before_paddle_stops(total, 30)
    errors = {rule for rule, finding in found.items() if finding.severity == "error"}
    assert bool(errors) == (made < 30)
    if "cannot-build" in errors:
        assert found["cannot-build"].message == (
            f"Paddle stops with an error at call {made + 1} of step(): the run has 30 of them"
        )
