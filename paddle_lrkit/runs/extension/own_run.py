"""``lrkit train --resume RUN --extend 200ep``: the overrides that make a run of ours longer."""

from __future__ import annotations

import os
from collections.abc import Sequence

from paddle_lrkit.config.document import dotted
from paddle_lrkit.config.edit.replace import written
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_state import locate_checkpoint
from paddle_lrkit.runs.extension.extend import Extension, extend
from paddle_lrkit.runs.extension.wish import ExtensionWish
from paddle_lrkit.runs.run_config import config_of_run, lengths_of_run
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.suites.table import resume_of
from paddle_lrkit.units import LengthOptions


def run_config(resume: str) -> str:
    """``config.yml`` of the run that a run directory or a checkpoint names."""
    return config_of_run(os.fspath(locate_checkpoint(resume)[0]))


def extended_run(
    config: str, overrides: Sequence[str], resume: str, wish: ExtensionWish, processes: int
) -> tuple[Extension, list[str]]:
    """How a run continues, and the overrides for its config, after those that are given.

    Args:
        config: The config.
        overrides: Changes to it, as ``Key.sub=value``.
        resume: The run or the checkpoint.
        wish: What the caller wants.
        processes: Number of processes.

    Raises:
        CheckpointError: The checkpoint cannot be read, the run is not longer, or the policy leaves the rate at 0.
        ConfigError: The config cannot be read.
    """
    source = open_source(config, "lrkit", None, overrides)
    length = lengths_of_run(run_config(resume), LengthOptions(world_size=processes))
    found = extend(source, config, resume, wish, length)
    if found.written is None:
        before = "" if found.earlier is None else tr(", such as {}", os.path.relpath(found.earlier[0].path))
        raise CheckpointError(f"{found.checkpoint.path}: {found.problem}{before}")
    edits = resume_of("lrkit").length(source.document, found.reach.count, found.reach.plan.steps_per_epoch)
    changes = [(edit.path, edit.value) for edit in edits] + list(found.written.changes.items())
    return found, [*overrides, *(f"{dotted(path)}={written(value)}" for path, value in changes)]
