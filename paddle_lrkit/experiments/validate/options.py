"""The options of a validation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ValidationOptions:
    """The options of all checks.

    Args:
        device: ``cpu``, ``gpu`` or ``gpu:<n>``.
        directory: Directory for runs and data.
        updates: Updates of each training; None for the default of each check.
    """

    device: str
    directory: str
    updates: int | None = None

    @property
    def on_gpu(self) -> bool:
        return self.device != "cpu"

    def length(self, on_gpu: int, on_cpu: int) -> int:
        """Returns the updates of a training, given its defaults on a GPU and on the CPU."""
        return self.updates or (on_gpu if self.on_gpu else on_cpu)
