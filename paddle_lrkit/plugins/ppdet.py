"""PaddleDetection: importing this puts our schedules into its section ``LearningRate``.

A first entry of ``schedulers`` may name any schedule of the catalogue, as ``!WSD {decay_steps: 10%}`` or as
``{name: WSD, decay_steps: 10%}``. Its peak is ``base_lr``, the run has ``epoch`` epochs, and PaddleDetection's
``!LinearWarmup`` may follow. PaddleDetection's own schedules keep their names and their rates, without the table that
has one boundary an update.
"""

from __future__ import annotations

from typing import Any

from paddle_lrkit.plugins.attach import attached, imported
from paddle_lrkit.plugins.ppdet_catalogue import add_names, scheduler_of_entry
from paddle_lrkit.plugins.ppdet_table import closed_form, compare

SUITE = "PaddleDetection"


def install() -> None:
    """Adds the names and takes the table away.

    Raises:
        LrkitError: PaddleDetection cannot be imported, or has another shape; then nothing was changed.
    """
    module, workspace = imported(SUITE, "ppdet.optimizer.optimizer"), imported(SUITE, "ppdet.core.workspace")
    with attached(SUITE) as put:
        compare(module)
        own = module.LearningRate.__call__
        config = workspace.global_config

        def scheduler(self: Any, step_per_epoch: int) -> Any:
            ours = scheduler_of_entry(self.schedulers, self.base_lr, config, step_per_epoch, module)
            ours = ours or closed_form(module, self.schedulers, self.base_lr, step_per_epoch)
            return own(self, step_per_epoch) if ours is None else ours

        add_names(module, put)
        put(module.LearningRate, "__call__", scheduler)


install()
