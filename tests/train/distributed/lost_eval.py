"""An evaluation whose process 1 is killed: ``python lost_eval.py RUN``."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from paddle_lrkit.cli.main import main
from paddle_lrkit.train.runtime.paddle_import import import_paddle


def lose() -> None:
    """Makes process 1 kill itself instead of evaluating."""
    from paddle_lrkit.train.distributed.collectives import rank
    from paddle_lrkit.train.engine import Engine

    evaluate = Engine.evaluate

    def killed(engine: Engine, task: Any) -> Any:
        if rank() == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return evaluate(engine, task)

    Engine.evaluate = killed


if __name__ == "__main__":
    import_paddle(quiet=True)
    lose()
    main(["eval", "--checkpoint", sys.argv[1]])
