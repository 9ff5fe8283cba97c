"""The public names."""

from . import curves as curves
from . import optimizers as optimizers
from . import schedulers as schedulers
from .errors import ConfigError as ConfigError
from .errors import LrkitError as LrkitError
from .schedulers import *  # noqa: F403
from .suites import Schedule as Schedule
from .suites import load_schedule as load_schedule

__version__: str
