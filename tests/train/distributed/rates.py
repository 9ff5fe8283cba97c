"""A run whose process 1 uses another rate at one update: ``python rates.py CONFIG OUTPUT UPDATE``."""

from __future__ import annotations

import sys
from typing import Any

from paddle_lrkit.cli.main import main
from paddle_lrkit.train.runtime.paddle_import import import_paddle


def change(update: int) -> None:
    """Makes process 1 plan and apply 1.001 times the rate at one update."""
    from paddle_lrkit.train import engine, loop
    from paddle_lrkit.train.distributed.collectives import rank

    planned_rate, applied_rate = loop.planned_rate, engine.applied_rate
    factors = [1.0]

    def planned(scheduler: Any, schedule: Any, position: int) -> float:
        factors[0] = 1.001 if rank() == 1 and position == update else 1.0
        return planned_rate(scheduler, schedule, position) * factors[0]

    loop.planned_rate = planned
    engine.applied_rate = lambda optimizer: applied_rate(optimizer) * factors[0]


if __name__ == "__main__":
    config, output, when = sys.argv[1:]
    import_paddle(quiet=True)
    change(int(when))
    main(["train", "-c", config, "-q", "-o", f"Global.output_dir={output}", "-o", "Global.log_every=10it"])
