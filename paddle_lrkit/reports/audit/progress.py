"""How far a command with large or many logs is, on standard error."""

from __future__ import annotations

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.reports.share_progress import ShareProgress


class AuditProgress:
    """Says how much of the logs is done and how long the rest takes.

    Args:
        logs: How many there are.
    """

    def __init__(self, logs: int) -> None:
        self.logs, self.done = logs, 0
        self._progress = ShareProgress("audit", Message("{} read"))

    def __call__(self, share: float) -> None:
        """Takes note of the share of the current log that has been read."""
        place = tr(" (log {} of {})", self.done + 1, self.logs) if self.logs > 1 else ""
        self._progress((self.done + share) / self.logs, place)

    def next_log(self) -> None:
        """Takes note that a log is done."""
        self.done += 1
