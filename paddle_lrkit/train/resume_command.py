"""The command that resumes a run."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence

from paddle_lrkit.config.document import Document
from paddle_lrkit.train.distributed.collectives import world_size


def resume_command(
    document: Document, resume: str | os.PathLike[str], changes: Sequence[str] = (), policy: str | None = None
) -> str:
    """The command that resumes a run or a checkpoint with a config and its overrides, quoted for a shell.

    Args:
        document: The config.
        resume: The run or the checkpoint.
        changes: Further overrides, as ``Key.sub=value``; they take the place of older ones of the same key.
        policy: ``--policy``.

    Example:
        >>> resume_command(Document({}, file="a.yml", overrides=("Global.epochs=4",)), "out", ["Global.epochs=8"])
        'lrkit train -c a.yml -o Global.epochs=8 --resume out'
    """
    launcher = f"python -m paddle.distributed.launch --nproc_per_node {world_size()} " if world_size() > 1 else ""
    changed = {change.partition("=")[0] for change in changes}
    kept = [override for override in document.overrides if override.partition("=")[0] not in changed]
    words = ["lrkit", "train", "-c", str(document.file)]
    for override in (*kept, *changes):
        words += ["-o", override]
    words += ["--resume", os.fspath(resume), *(["--policy", policy] if policy else [])]
    return launcher + shlex.join(words)
