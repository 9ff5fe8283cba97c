"""A run whose process 1 is killed during an update: ``python lost.py CONFIG OUTPUT UPDATE``."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from paddle_lrkit.cli.main import main
from paddle_lrkit.train.runtime.paddle_import import import_paddle


def lose(update: int) -> None:
    """Makes process 1 kill itself instead of making an update."""
    from paddle_lrkit.train.distributed.collectives import rank
    from paddle_lrkit.train.engine import Engine

    step, calls = Engine.step, []

    def killed(engine: Engine, *given: Any, **options: Any) -> Any:
        calls.append(update)
        if rank() == 1 and len(calls) == update + 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(engine, *given, **options)

    Engine.step = killed


if __name__ == "__main__":
    config, output, when = sys.argv[1:]
    import_paddle(quiet=True)
    lose(int(when))
    main(["train", "-c", config, "-q", "-o", f"Global.output_dir={output}"])
