"""The public schedulers, and the file of each."""

from .base import CurveLR as CurveLR
from .cosine_annealing_decay import CosineAnnealingDecay as CosineAnnealingDecay
from .cosine_annealing_warm_restarts import CosineAnnealingWarmRestarts as CosineAnnealingWarmRestarts
from .cyclic_lr import CyclicLR as CyclicLR
from .exponential_decay import ExponentialDecay as ExponentialDecay
from .greedy_lr import GreedyLR as GreedyLR
from .groups import GroupScheduler as GroupScheduler
from .groups import ParameterGroup as ParameterGroup
from .inverse_time_decay import InverseTimeDecay as InverseTimeDecay
from .lambda_decay import LambdaDecay as LambdaDecay
from .linear_lr import LinearLR as LinearLR
from .linear_warmup import LinearWarmup as LinearWarmup
from .momentum_weight_decay import MomentumWeightDecayScheduler as MomentumWeightDecayScheduler
from .multiplicative_decay import MultiplicativeDecay as MultiplicativeDecay
from .multistep_decay import MultiStepDecay as MultiStepDecay
from .named import scheduler as scheduler
from .natural_exp_decay import NaturalExpDecay as NaturalExpDecay
from .noam_decay import NoamDecay as NoamDecay
from .one_cycle_lr import OneCycleLR as OneCycleLR
from .piecewise_decay import PiecewiseDecay as PiecewiseDecay
from .polynomial_decay import PolynomialDecay as PolynomialDecay
from .reduce_on_plateau import ReduceOnPlateau as ReduceOnPlateau
from .sequential import SequentialLR as SequentialLR
from .step_decay import StepDecay as StepDecay
from .translate import curve_of as curve_of
from .updates import UpdateCounter as UpdateCounter
