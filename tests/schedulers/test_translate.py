import pytest
from paddle.optimizer import lr

from paddle_lrkit import schedulers
from paddle_lrkit.schedulers import CurveLR, LinearWarmup, ReduceOnPlateau, curve_of
from paddle_lrkit.schedulers.translate import length_of, turn_of


def decay(update):
    return 0.97**update


def scale(cycle):
    return 1 / cycle


PADDLES = {
    "cosine": lambda: lr.CosineAnnealingDecay(0.1, 12, 0.01),
    "cosine restarts": lambda: lr.CosineAnnealingWarmRestarts(0.1, 3, 2, 0.01),
    "cyclic": lambda: lr.CyclicLR(0.01, 0.1, 4, 7, "exp_range", 0.9),
    "cyclic with a function": lambda: lr.CyclicLR(0.01, 0.1, 4, scale_fn=scale),
    "exponential": lambda: lr.ExponentialDecay(0.1, 0.9),
    "inverse time": lambda: lr.InverseTimeDecay(0.1, 0.3),
    "lambda": lambda: lr.LambdaDecay(0.1, decay),
    "linear": lambda: lr.LinearLR(0.1, 20),
    "multiplicative": lambda: lr.MultiplicativeDecay(0.1, decay),
    "multistep": lambda: lr.MultiStepDecay(0.1, [5, 9]),
    "natural": lambda: lr.NaturalExpDecay(0.1, 0.1),
    "one cycle": lambda: lr.OneCycleLR(0.1, 40),
    "one cycle, linear, three phases": lambda: lr.OneCycleLR(0.1, 40, anneal_strategy="linear", three_phase=True),
    "piecewise": lambda: lr.PiecewiseDecay([5, 9], [0.1, 0.2, 0.3]),
    "piecewise with a value too many": lambda: lr.PiecewiseDecay([5, 9], [0.1, 0.2, 0.3, 0.4]),
    "polynomial": lambda: lr.PolynomialDecay(0.1, 15, 0.001, 2.0),
    "polynomial cycles": lambda: lr.PolynomialDecay(0.1, 15, 0.001, 2.0, True),
    "step": lambda: lr.StepDecay(0.1, 5),
    "warmup": lambda: lr.LinearWarmup(lr.StepDecay(0.1, 5), 6, 0.0, 0.1),
    "warmup of a rate": lambda: lr.LinearWarmup(0.1, 6, 0.0, 0.1),
}


@pytest.mark.parametrize("name", PADDLES)
def test_the_curve_is_what_paddle_gives(rates, name):
    curve = curve_of(PADDLES[name]())
    expected = rates(PADDLES[name](), 40)
    assert [curve(update) for update in range(40)] == pytest.approx(expected, rel=0, abs=1e-12)


def test_noam_from_update_1_on(rates):
    curve = curve_of(lr.NoamDecay(64, 10))
    assert [curve(t) for t in range(1, 30)] == pytest.approx(rates(lr.NoamDecay(64, 10), 30)[1:], rel=1e-12)


class Own(lr.LRScheduler):
    def get_lr(self):
        return 0.1


class OwnStep(lr.StepDecay):
    def get_lr(self):
        return 0.3


@pytest.mark.parametrize(
    "make",
    [
        Own,
        lambda: OwnStep(0.1, 3),
        lambda: lr.ReduceOnPlateau(0.1),
        lambda: ReduceOnPlateau(0.1),
        lambda: lr.LinearWarmup(Own(), 3, 0.0, 0.1),
        lambda: LinearWarmup(Own(), 3, 0.0, 0.1),
    ],
)
def test_what_keeps_a_state_has_no_curve(make):
    assert curve_of(make()) is None


def test_ours_have_their_own():
    scheduler = schedulers.StepDecay(0.1, 5)
    assert curve_of(scheduler) is scheduler.curve
    assert curve_of(LinearWarmup(scheduler, 3, 0.0, 0.1)) == curve_of(CurveLR(scheduler.curve.warmup(3)))


@pytest.mark.parametrize("module", [lr, schedulers])
def test_length_and_turn(module):
    """A cosine has a length although its curve has no end; warmups are counted."""
    cosine = module.CosineAnnealingDecay(0.1, 12)
    warm = module.LinearWarmup(cosine, 5, 0.0, 0.1)
    twice = module.LinearWarmup(warm, 3, 0.0, 0.05) if module is lr else warm
    assert [length_of(cosine), length_of(warm), length_of(twice)] == [12, 17, 20 if module is lr else 17]
    assert [turn_of(cosine), turn_of(warm)] == [12, 17]
    assert (length_of(module.PolynomialDecay(0.1, 15)), turn_of(module.PolynomialDecay(0.1, 15))) == (15, None)
    assert (length_of(module.StepDecay(0.1, 5)), turn_of(module.StepDecay(0.1, 5))) == (None, None)
    assert length_of(module.LinearWarmup(0.1, 5, 0.0, 0.1)) == module_length(module)
    assert length_of(module.ReduceOnPlateau(0.1)) is None


def module_length(module):
    return curve_of(module.LinearWarmup(0.1, 5, 0.0, 0.1)).length
