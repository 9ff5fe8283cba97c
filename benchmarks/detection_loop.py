"""How many updates a second does the detection trainer do, against a bare loop over the same model?

Both train the same updates of the DigitScenes config from the same weights, each with its own data loader; the one
that goes first changes from round to round. The rate is a low one, because there is no warmup. The trainer reads back
and logs rates, loss terms and gradient norms; the bare loop does none of that. CPU time is reported beside wall time:
it does not depend on what else this machine runs.

Run it with: python benchmarks/detection_loop.py
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from paddle_lrkit.train.runtime.paddle_import import import_paddle

CONFIG = Path(__file__).resolve().parent.parent / "configs" / "detection" / "faster_rcnn_r18_digitscenes_multistep.yml"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=10, help="updates a round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    import_paddle()
    bare: list[tuple[float, float]] = []
    ours: list[tuple[float, float]] = []
    arms = [(bare_loop, bare), (trainer, ours)]
    for _ in range(options.rounds):
        for arm, times in arms:
            times.append(timed(arm, options.updates))
        arms.reverse()
    for number, clock in enumerate(("wall", "CPU")):
        rates = [options.updates / statistics.median(times[number] for times in arm) for arm in (bare, ours)]
        print(
            f"{clock}: bare loop {rates[0]:.3f} updates/s, trainer {rates[1]:.3f} updates/s, "
            f"ratio {rates[1] / rates[0]:.4f}"
        )


def timed(arm: Callable[[Any, int], None], updates: int) -> tuple[float, float]:
    """Wall and CPU seconds of one arm; opening the run is not timed, and one update before warms the caches up."""
    from paddle_lrkit.train.session import open_session

    with tempfile.TemporaryDirectory() as directory:
        overrides = [
            *("Global.epochs=null", f"Global.updates={updates}", "Global.eval_every=1000000it", "Eval=null"),
            *(
                "Optimizer.lr.learning_rate=0.001",
                "Optimizer.lr.milestones=[1000it]",
                "Optimizer.lr.warmup=0it",
                f"Global.output_dir={directory}",
            ),
        ]
        session = open_session(str(CONFIG), overrides, device="cpu")
        session.task.losses(session.engine.model, next(iter(session.task.train_batches(0))))["loss"].backward()
        session.engine.optimizer.clear_grad()
        wall, cpu = time.perf_counter(), time.process_time()
        arm(session, updates)
        return time.perf_counter() - wall, time.process_time() - cpu


def trainer(session: Any, updates: int) -> None:
    """The trainer, without its checkpoint at the end."""
    from paddle_lrkit.train.loop import train

    session.save = lambda *names: None
    train(session, quiet=True)


def bare_loop(session: Any, updates: int) -> None:
    """The same updates in as few lines as Paddle allows."""
    model, optimizer = session.engine.model, session.engine.optimizer
    model.train()
    for _, batch in zip(range(updates), session.task.train_batches(0), strict=False):
        session.task.losses(model, batch)["loss"].backward()
        optimizer.step()
        optimizer.clear_grad()
        session.engine.scheduler.step()


if __name__ == "__main__":
    main()
