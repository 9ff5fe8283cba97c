"""The options of a validation."""

from __future__ import annotations

from dataclasses import dataclass

from paddle_lrkit.devices import spoken


@dataclass(frozen=True)
class ValidationOptions:
    """The options of all checks.

    Args:
        device: ``cpu``, or another device such as ``gpu`` or ``npu:1``.
        directory: Directory for runs and data.
        updates: Updates of each training; None for the default of each check.
    """

    device: str
    directory: str
    updates: int | None = None

    @property
    def on_accelerator(self) -> bool:
        return self.device != "cpu"

    @property
    def kind(self) -> str:
        """The device without its number."""
        return self.device.partition(":")[0]

    @property
    def name(self) -> str:
        """The kind in words."""
        return spoken(self.kind)

    def length(self, on_accelerator: int, on_cpu: int) -> int:
        """Returns the updates of a training, given its defaults on an accelerator and on the CPU."""
        return self.updates or (on_accelerator if self.on_accelerator else on_cpu)
