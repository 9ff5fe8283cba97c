"""How a script uses a schedule, as the rules see it."""

import pytest

from paddle_lrkit.lint.engine import check
from paddle_lrkit.lint.script_contexts import script_context
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule
from paddle_lrkit.scripts.unknown import CodePlace, Unknown
from paddle_lrkit.scripts.usage import StepSite, Usage

LR = "paddle.optimizer.lr"


def place(line, file="train.py"):
    return CodePlace(file, line)


def built(name, number=0, line=3, variable="s", places=None, **arguments):
    return BuiltSchedule(number, name, place(line), arguments, places or {}, variable=variable)


COSINE = built(f"{LR}.CosineAnnealingDecay", learning_rate=0.1, T_max=100, places={"T_max": place(9, "config.py")})
WARMED = built(
    f"{LR}.LinearWarmup", 1, 4, "sched", learning_rate=COSINE, warmup_steps=10, start_lr=0.0, end_lr=0.1
)  # fmt: skip


def test_a_finding_lies_where_the_value_is_written_be_it_in_another_file():
    (found,) = check(script_context(Usage(WARMED, steps=100, last_tick=99, updates=100, epochs=100, unit="epoch")))
    assert (found.rule, found.path, found.line) == ("warmup-not-subtracted", "config.py", 9)
    assert found.key == "sched.learning_rate.T_max"
    assert "at epoch 10, and would end at epoch 110; the run ends at epoch 100" in found.message


@pytest.mark.parametrize(
    ("unit", "per_update", "words"),
    [("epoch", 1, "epoch 40"), ("batch", 1, "update 40"), ("batch", 4, "batch 40"), ("update", 4, "update 40")]
    + [(unit, 1, "call 40") for unit in ("batch and epoch", "batch (every 4)", "other")],
)
def test_what_is_counted_has_its_name(unit, per_update, words):
    context = script_context(Usage(COSINE, steps=80, epochs=80, unit=unit, batches_per_update=per_update))
    assert context.at(40) == words


def test_a_place_in_a_run_of_assumed_length_is_in_epochs():
    usage = Usage(COSINE, steps=5000, last_tick=4999, epochs=5, unit="batch", steps_guessed=True)
    assert script_context(usage).when(2500) == "epoch 2.5 of 5"


@pytest.mark.parametrize(
    ("name", "arguments", "span", "warmup"),
    [
        ("LinearDecayWithWarmup", {"learning_rate": 0.1, "total_steps": 90, "warmup": 9}, 90, 9),
        ("LinearDecayWithWarmup", {"learning_rate": 0.1, "total_steps": 90, "warmup": 0.1}, 90, 9),
        (
            "CosineAnnealingWithWarmupDecay",
            {"max_lr": 0.1, "min_lr": 0.0, "warmup_step": 5, "decay_step": 90},
            90,
            5,
        ),
    ],
)
def test_the_length_of_paddlenlps_classes_includes_the_warmup(name, arguments, span, warmup):
    usage = Usage(built(f"paddlenlp.transformers.{name}", **arguments), steps=90, unit="batch")
    context = script_context(usage)
    assert (context.fields.span.number, context.warmup, context.decay_end) == (span, warmup, 90)


def test_what_is_not_known_gives_no_curve_and_no_length():
    unknown = built(f"{LR}.StepDecay", learning_rate=0.1, step_size=Unknown("cfg.n", "is not known", place(3)))
    context = script_context(Usage(unknown, unit="batch"))
    assert (context.schedule, context.total, context.fields.step_size) == (None, None, None)
    assert context.fields.rate.number == 0.1


def test_each_of_several_folds_has_its_own_run():
    assert script_context(Usage(COSINE, steps=500, last_tick=99, builds=5, runs=5, unit="epoch")).total == 100


def test_the_order_and_the_place_of_step_are_seen():
    early = StepSite(place(12, "trainer.py"), 5000, "batch", before_update=True)
    held = BuiltOptimizer(0, "paddle.optimizer.SGD", place(5), COSINE, place(5), COSINE)
    usage = Usage(COSINE, holders=(held,), sites=(early,), steps=5000, epochs=100, updates=5000, unit="batch")
    found = {finding.rule: finding for finding in check(script_context(usage))}
    assert {(found[rule].path, found[rule].line) for rule in ("step-order", "step-place")} == {("trainer.py", 12)}
