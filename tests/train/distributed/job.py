"""Trains runs in one of several processes: ``python job.py JOBS``, a JSON list of arguments of `trained`."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from paddle_lrkit.train.runtime.paddle_import import import_paddle

TINY = {"TinyNet": "tests.train.tiny:TinyNet", "TinyRCNN": "tests.train.models.faster_rcnn.tiny:tiny_rcnn"}


def trained(
    config: str,
    overrides: list[str],
    resume: str | None = None,
    policy: str | None = None,
    stop: int | None = None,
    overlapped: bool = False,
) -> dict[str, Any]:
    """Trains a run and returns the final state of this process.

    Args:
        config: The YAML file.
        overrides: ``Key.sub=value``.
        resume: As on the command line.
        policy: As on the command line.
        stop: Update before which the process with the highest number gets a signal.
        overlapped: Whether the gradients are exchanged in the backward pass, as on GPUs.
    """
    from paddle_lrkit.train import engine, loop
    from paddle_lrkit.train.distributed.collectives import rank, world_size
    from paddle_lrkit.train.runtime.signals import Interrupted, SignalHandler
    from paddle_lrkit.train.session import open_session

    engine.reduces_in_backward = lambda: overlapped
    session = open_session(config, overrides, device="cpu", resume=resume, policy=policy)

    class StopAt(SignalHandler):
        def received_on_any_rank(self, iteration: int) -> int | None:
            if rank() == world_size() - 1 and session.state.update == stop:
                self.signal_number = 15
            return super().received_on_any_rank(iteration)

    loop.SignalHandler = StopAt
    with contextlib.suppress(Interrupted):
        loop.train(session, quiet=True)
    state = session.engine.model.state_dict()
    weights = {name: hashlib.sha256(tensor.numpy().tobytes()).hexdigest() for name, tensor in state.items()}
    return {"update": session.state.update, "metrics": session.state.metrics, "weights": weights}


def main(jobs: Path) -> None:
    """Runs the jobs and writes ``end.<rank>.json`` beside their file."""
    from paddle_lrkit.train.distributed.collectives import rank
    from paddle_lrkit.train.distributed.launch import init_distributed
    from paddle_lrkit.train.registry import MODELS

    init_distributed("cpu")
    MODELS.builtin.update(TINY)
    ends = {job.pop("name"): trained(**job) for job in json.loads(jobs.read_text())}
    jobs.with_name(f"end.{rank()}.json").write_text(json.dumps(ends))


if __name__ == "__main__":
    import_paddle(quiet=True)
    main(Path(sys.argv[1]))
