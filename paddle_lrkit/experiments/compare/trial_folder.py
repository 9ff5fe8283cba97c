"""The files by which a comparison and the worker of a training talk to each other: JSON and text, nothing that runs."""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare.output_directory import content_reason, write_json, write_text
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import read_json


@dataclass(frozen=True)
class TrialOrder:
    """How to carry out a training.

    Args:
        run: Its run directory.
        test: Whether it is evaluated on ``Test`` at the end.
        device: ``--device`` of its commands; None for their default.
        threads: CPU threads.
        language: That of its messages.
    """

    run: str
    test: bool
    device: str | None
    threads: int
    language: str = "en"


@dataclass(frozen=True)
class TrialEnd:
    """Why a training has no result.

    Args:
        reason: In words.
        failed: Whether the training itself failed, and would again; otherwise something ended it from outside.
    """

    reason: str
    failed: bool


@dataclass(frozen=True)
class TrialFolder:
    """The directory with the config and the output of a training.

    Args:
        path: The directory.
    """

    path: Path

    @property
    def config(self) -> Path:
        return self.path / "config.yml"

    @property
    def outcome(self) -> Path:
        """The result, once there is one."""
        return self.path / "outcome.json"

    def output(self, command: str) -> Path:
        """What a command printed."""
        return self.path / f"{command}.txt"

    def prepare(self, config: dict[str, Any], order: TrialOrder) -> None:
        """Writes what a worker needs, and forgets how the last one ended."""
        write_text(self.config, dump_yaml(config))
        write_json(self._order, asdict(order))
        self.forget_end()

    def order(self) -> TrialOrder:
        """Reads what `prepare` wrote."""
        return TrialOrder(**_read(self._order))

    def end(self, end: TrialEnd) -> None:
        """Writes why there is no result."""
        write_json(self._end, asdict(end))

    def forget_end(self) -> None:
        """Removes what `end` wrote."""
        self._end.unlink(missing_ok=True)

    def read_end(self) -> TrialEnd | None:
        """Reads why there is no result; None if no worker has said it."""
        with contextlib.suppress(OSError):
            self.path.chmod(self.path.stat().st_mode)  # NFS then shows what another machine has written
        return TrialEnd(**_read(self._end)) if self._end.exists() else None

    @property
    def _order(self) -> Path:
        return self.path / "order.json"

    @property
    def _end(self) -> Path:
        return self.path / "end.json"


def _read(file: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = read_json(file)
    except (OSError, ValueError) as error:
        raise LrkitError(tr("{}: cannot be read: {}", file, content_reason(error))) from None
    return content
