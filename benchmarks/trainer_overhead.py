"""What does the trainer cost on top of a bare loop over the same model, data and optimizer?

Both train the same updates of the digits config from the same weights, alternately, each with its own data loader.
The trainer reads back and logs every rate, loss and gradient norm; the bare loop does none of that.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from paddle_lrkit.train.runtime.paddle_import import import_paddle

CONFIG = Path(__file__).resolve().parent.parent / "configs" / "classification" / "resnet18_digits_cosine.yml"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=20, help="updates a round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    import_paddle()
    bare, ours = [], []
    for _ in range(options.rounds):
        bare.append(options.updates / bare_loop(options.updates))
        ours.append(options.updates / trainer(options.updates))
    bare_rate, our_rate = statistics.median(bare), statistics.median(ours)
    print(f"bare loop {bare_rate:.3f} updates/s, trainer {our_rate:.3f} updates/s, ratio {our_rate / bare_rate:.4f}")


def open_run(directory: str, updates: int):
    from paddle_lrkit.train.session import open_session

    overrides = ["Global.epochs=null", f"Global.updates={updates}", "Global.eval_every=1000000it", "Eval=null"]
    return open_session(str(CONFIG), [f"Global.output_dir={directory}", *overrides], device="cpu")


def trainer(updates: int) -> float:
    from paddle_lrkit.train.loop import train

    with tempfile.TemporaryDirectory() as directory:
        session = open_run(directory, updates)
        session.save = lambda *names: None
        began = time.perf_counter()
        train(session, quiet=True)
        return time.perf_counter() - began


def bare_loop(updates: int) -> float:
    with tempfile.TemporaryDirectory() as directory:
        session = open_run(directory, updates)
        model, optimizer = session.engine.model, session.engine.optimizer
        began = time.perf_counter()
        model.train()
        for _, batch in zip(range(updates), session.task.train_batches(0), strict=False):
            session.task.losses(model, batch)["loss"].backward()
            optimizer.step()
            optimizer.clear_grad()
            session.engine.scheduler.step()
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
