"""Schedulers for Paddle optimizers: `CurveLR` for any curve, and drop-in replacements of Paddle's own classes."""

from paddle_lrkit.schedulers.base import CurveLR
from paddle_lrkit.schedulers.beside import Beside
from paddle_lrkit.schedulers.cosine_annealing_decay import CosineAnnealingDecay
from paddle_lrkit.schedulers.cosine_annealing_warm_restarts import CosineAnnealingWarmRestarts
from paddle_lrkit.schedulers.cyclic_lr import CyclicLR
from paddle_lrkit.schedulers.exponential_decay import ExponentialDecay
from paddle_lrkit.schedulers.groups import GroupLR, ParameterGroup
from paddle_lrkit.schedulers.inverse_time_decay import InverseTimeDecay
from paddle_lrkit.schedulers.lambda_decay import LambdaDecay
from paddle_lrkit.schedulers.linear_lr import LinearLR
from paddle_lrkit.schedulers.linear_warmup import LinearWarmup
from paddle_lrkit.schedulers.multiplicative_decay import MultiplicativeDecay
from paddle_lrkit.schedulers.multistep_decay import MultiStepDecay
from paddle_lrkit.schedulers.natural_exp_decay import NaturalExpDecay
from paddle_lrkit.schedulers.noam_decay import NoamDecay
from paddle_lrkit.schedulers.one_cycle_lr import OneCycleLR
from paddle_lrkit.schedulers.piecewise_decay import PiecewiseDecay
from paddle_lrkit.schedulers.polynomial_decay import PolynomialDecay
from paddle_lrkit.schedulers.reduce_on_plateau import ReduceOnPlateau
from paddle_lrkit.schedulers.sequential import SequentialLR
from paddle_lrkit.schedulers.step_decay import StepDecay
from paddle_lrkit.schedulers.translate import curve_of
from paddle_lrkit.schedulers.updates import UpdateCounter

__all__ = [
    "Beside",
    "CosineAnnealingDecay",
    "CosineAnnealingWarmRestarts",
    "CurveLR",
    "CyclicLR",
    "ExponentialDecay",
    "GroupLR",
    "InverseTimeDecay",
    "LambdaDecay",
    "LinearLR",
    "LinearWarmup",
    "MultiStepDecay",
    "MultiplicativeDecay",
    "NaturalExpDecay",
    "NoamDecay",
    "OneCycleLR",
    "ParameterGroup",
    "PiecewiseDecay",
    "PolynomialDecay",
    "ReduceOnPlateau",
    "SequentialLR",
    "StepDecay",
    "UpdateCounter",
    "curve_of",
]
