"""The number of updates in an epoch, as the caller gives it or as a suite would count it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paddle_lrkit.errors import ConfigError, check_integer


@dataclass(frozen=True, eq=False, repr=False)
class Counts:
    """What the caller knows about the run.

    Args:
        steps_per_epoch: Updates in an epoch.
        images: Samples in the training set.
        batch_size: Samples per process and forward pass; by default from the config.
        world_size: Number of processes (GPUs).
    """

    steps_per_epoch: int | None = None
    images: int | None = None
    batch_size: int | None = None
    world_size: int = 1

    def __post_init__(self) -> None:
        for name in ("steps_per_epoch", "images", "batch_size"):
            if getattr(self, name) is not None:
                check_integer(name, getattr(self, name), at_least=1)
        check_integer("world_size", self.world_size, at_least=1)

    def batches(self, batch_size: Any, *, drop_last: Any, key: str) -> int | None:
        """Batches in an epoch on one process, ``ceil(images / world_size) / batch_size``; None without ``images``.

        Args:
            batch_size: The config's, when the caller gave none.
            drop_last: Whether a last incomplete batch is left out.
            key: The config's key of the batch size, for errors.

        Raises:
            ConfigError: Nobody knows the batch size, or an epoch has no batch.
        """
        if self.images is None:
            return None
        size = self.batch_size
        if size is None:
            if not isinstance(batch_size, int) or batch_size < 1:
                raise ConfigError("needed to count the updates of an epoch; give --batch-size", key=key)
            size = batch_size
        share = -(-self.images // self.world_size)
        count = share // size if drop_last else -(-share // size)
        if count < 1:
            raise ConfigError(
                f"{self.images} images give no batch of {size} on each of {self.world_size} processes", key=key
            )
        return count


def missing(formula: str) -> ConfigError:
    """The error that asks for the number of updates in an epoch.

    Args:
        formula: How the suite counts it.
    """
    return ConfigError(
        f"the number of updates in an epoch is not known: {formula}; give it as steps_per_epoch (--steps-per-epoch), "
        "or give --images, --batch-size and --gpus"
    )
