"""Goes back to the last checkpoint and a lower rate when the loss is not finite."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_state import checkpoint_names
from paddle_lrkit.train.distributed.collectives import broadcast_from_rank0
from paddle_lrkit.train.loop import TrainResult, train
from paddle_lrkit.train.meter import Diverged
from paddle_lrkit.train.session import Session


def train_with_rollbacks(
    session: Session, reopen: Callable[[str, float, str | None], Session], quiet: bool = False
) -> TrainResult:
    """As `train`; with ``Global.on_nan`` a divergence goes back to the last checkpoint instead of ending the run.

    From that checkpoint on the rates of the schedule are multiplied by ``factor``, and once more at each further
    divergence. The factor is in the state of the scheduler, so a later resume keeps it.

    Args:
        session: An open run.
        reopen: Run directory, factor and policy -> the run at its last checkpoint, with the rates from there
            multiplied.
        quiet: Whether to hide the progress display.

    Raises:
        Diverged: ``Global.on_nan`` is not set, its ``times`` are used up, or no checkpoint was written yet.
    """
    rule, rollbacks, path = session.settings.Global.on_nan, 0, session.run.path
    while True:
        try:
            return train(session, quiet)
        except Diverged as error:
            if rule is None or rollbacks == rule.times or not broadcast_from_rank0(partial(checkpoint_names, path)):
                raise
            cause = str(error).partition(";")[0]
        # Out of the block, because the error keeps the workers of the data loader alive.
        rollbacks += 1
        factor = session.rate_factor * rule.factor
        session = reopen(str(path), factor, session.policy)
        session.say(tr("{}; back at update {}, rates times {:g} from here on", cause, session.state.update, factor))
