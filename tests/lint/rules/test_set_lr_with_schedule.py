"""set_lr() beside a schedule."""

from tests.lint.used import cosine, findings, found, optimizer, per_epoch, place, used


def test_each_call_is_a_finding():
    usage = used(cosine(), per_epoch(), set_lr=(place(11), place(40), place(11)))
    assert [(each.rule, each.severity, each.line) for each in findings(usage)] == [
        ("set-lr-with-schedule", "error", 11),
        ("set-lr-with-schedule", "error", 40),
    ]
    assert findings(usage)[0].message == (
        "set_lr() stops with a RuntimeError, because Adam holds sched and not a number"
    )


def test_an_optimizer_with_a_number_may_change_it():
    usage = used(cosine(), per_epoch(), holders=(), other_optimizers=(optimizer(0.1),), set_by_hand=(place(11),))
    assert found(usage, "set-lr-with-schedule") == []


def test_paddle_raises():
    import pytest

    paddle = pytest.importorskip("paddle")
    schedule = paddle.optimizer.lr.StepDecay(0.1, 3)
    held = paddle.optimizer.SGD(schedule, parameters=paddle.nn.Linear(1, 1).parameters())
    with pytest.raises(RuntimeError):
        held.set_lr(0.01)
    plateau = paddle.optimizer.lr.ReduceOnPlateau(0.1)
    with pytest.raises(TypeError):
        plateau.step()
