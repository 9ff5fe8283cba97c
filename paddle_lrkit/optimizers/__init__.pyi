"""The public optimizers, and the file of each."""

from .lars import LARS as LARS
from .lion import Lion as Lion
from .muon import Muon as Muon
from .tensor_optimizer import ParameterUpdate as ParameterUpdate
from .tensor_optimizer import TensorOptimizer as TensorOptimizer
