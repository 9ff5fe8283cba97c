"""Helpers: an engine of the tiny config, updates on it, and its contents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import paddle

from paddle_lrkit.config.load import load_config
from paddle_lrkit.experiments.lr_finder.plan import RangeTestPlan
from paddle_lrkit.train.checkpoints.optimizer_state import optimizer_tensors
from paddle_lrkit.train.setup import build
from tests.train.tiny import write_config

PLAN = RangeTestPlan(1e-3, 0.5, updates=20, ramps=2)


def open_engine(directory: Path, *overrides: str) -> tuple[Any, Any, Any]:
    """Engine, task and settings of the tiny config."""
    document = load_config(write_config(directory), overrides)
    setup = build(document, "cpu")
    return setup.engine, setup.task, setup.settings


def train(engine: Any, task: Any, updates: int, start: int = 0) -> None:
    """Makes updates."""
    batches = iter(task.train_batches(start))
    for _ in range(updates):
        engine.step([next(batches)], task.losses)
        engine.scheduler.step()


def contents(engine: Any) -> dict[str, Any]:
    """Every number in an engine, as bytes."""
    tensors = {
        **{f"weight {index}": one for index, one in enumerate(engine.model.parameters())},
        **{f"buffer {index}": one for index, one in enumerate(engine.model.buffers())},
        **{f"optimizer {name}": one for name, one in optimizer_tensors(engine.optimizer, engine.model).items()},
        **({f"average {name}": one for name, one in engine.ema.averages.items()} if engine.ema else {}),
    }
    found = {name: tensor.numpy().tobytes() for name, tensor in tensors.items()}
    found["scheduler"] = str(engine.scheduler.state_dict())
    found["random"] = str([state.current_seed() for state in paddle.get_rng_state()])
    return found
