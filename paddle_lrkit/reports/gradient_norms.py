"""The gradient norms of a run, as the bound takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.runs.log import log_path, read_log
from paddle_lrkit.runs.logged import gradient_norms

if TYPE_CHECKING:
    import numpy as np


def norms_of_run(run: str, total: int | None = None) -> tuple[int, np.ndarray]:
    """How many norms a run has logged, and those of all its updates, float64 of shape ``[total]``.

    Args:
        run: The run directory.
        total: Updates of the run; None for those of its log.

    Raises:
        LrkitError: The log cannot be read.
        ConfigError: It has too few norms, or those of the last tenth of the run are missing.
    """
    from paddle_lrkit.ranking.refined import norms_of_updates

    logged = gradient_norms(read_log(log_path(run)))
    if total is None:
        total = logged[-1][0] + 1 if logged else 1
    try:
        return len(logged), norms_of_updates(logged, total)
    except ConfigError as error:
        raise ConfigError(error.message, file=str(log_path(run))) from None
