"""The public optimizers, and the file of each."""

from .dadapt_adam import DAdaptAdam as DAdaptAdam
from .hypergradient import Hypergradient as Hypergradient
from .hypergradient_adam import HypergradientAdam as HypergradientAdam
from .hypergradient_sgd import HypergradientSGD as HypergradientSGD
from .lars import LARS as LARS
from .lion import Lion as Lion
from .muon import Muon as Muon
from .prodigy import Prodigy as Prodigy
from .schedule_free import ScheduleFree as ScheduleFree
from .schedule_free_adamw import ScheduleFreeAdamW as ScheduleFreeAdamW
from .schedule_free_sgd import ScheduleFreeSGD as ScheduleFreeSGD
from .tensor_optimizer import ParameterUpdate as ParameterUpdate
from .tensor_optimizer import TensorOptimizer as TensorOptimizer
