"""Several processes: ``paddle.distributed`` and fleet."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.base import Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.unknown import CodePlace

PROCESSES = "number of processes"
_FLEET = ("paddle.distributed.fleet", "paddle.fluid.incubate.fleet.collective.fleet", "fleetx")


def processes(reader: Reader) -> Any:
    """How many processes train: as the user says, else one, which is assumed."""
    return reader.assume(PROCESSES, 1)


class ParallelEnvObject(LibraryObject):
    """``ParallelEnv()``, as process 0 has it."""

    text = "ParallelEnv()"

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        """The number of processes, and which one this is."""
        if name in ("nranks", "world_size"):
            return processes(reader)
        if name in ("local_rank", "rank", "device_id", "dev_id"):
            return 0
        return super().attribute(name, reader, place)


class FleetObject(LibraryObject):
    """``fleet``, as process 0 has it."""

    text = "fleet"

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        """A function of fleet."""
        functions = {
            "worker_num": lambda arguments: processes(arguments.reader),
            "worker_index": lambda arguments: 0,
            "distributed_optimizer": _same,
            "distributed_model": _same,
            "is_first_worker": lambda arguments: True,
            "is_worker": lambda arguments: True,
            "is_server": lambda arguments: False,
        }
        if name in functions:
            return Described(functions[name], name)
        return Described(lambda arguments: arguments.unknown(), name)


@describes(
    "paddle.distributed.get_world_size",
    *(f"{home}.{name}" for home in _FLEET for name in ("worker_num", "world_size", "nranks")),
    *("paddle.distributed.fleet.base.fleet_base.worker_num",),
)
def _world_size(arguments: Arguments) -> Any:
    return processes(arguments.reader)


@describes("paddle.distributed.get_rank", *(f"{home}.worker_index" for home in _FLEET))
def _rank(arguments: Arguments) -> int:
    return 0


@describes(*(f"{home}.{name}" for home in _FLEET for name in ("is_first_worker", "is_worker")))
def _yes(arguments: Arguments) -> bool:
    return True


@describes(*(f"{home}.is_server" for home in _FLEET))
def _no(arguments: Arguments) -> bool:
    return False


@describes(
    "paddle.distributed.ParallelEnv",
    "paddle.distributed.parallel.ParallelEnv",
    "paddle.fluid.dygraph.ParallelEnv",
    "paddle.fluid.dygraph.parallel.ParallelEnv",
)
def _environment(arguments: Arguments) -> ParallelEnvObject:
    return ParallelEnvObject()


@describes("paddle.distributed.fleet.Fleet")
def _fleet(arguments: Arguments) -> FleetObject:
    return FleetObject()


@describes(
    "paddle.DataParallel",
    "paddle.fluid.dygraph.DataParallel",
    "paddle.nn.SyncBatchNorm.convert_sync_batchnorm",
    "paddle.distributed.fleet.distributed_model",
    "paddle.distributed.fleet.distributed_optimizer",
    "paddle.distributed.shard_optimizer",
    "paddle.distributed.shard_dataloader",
    "paddle.incubate.LookAhead",
    "paddle.incubate.optimizer.LookAhead",
    "paddle.incubate.optimizer.RecomputeOptimizer",
    "paddle.distributed.fleet.distributed_scaler",
)
def _same(arguments: Arguments) -> Any:
    values = [*arguments.positional, *arguments.named.values()]
    return values[0] if values else arguments.unknown()


@describes("paddle.distributed.sharding.group_sharded_parallel", "paddle.distributed.group_sharded_parallel")
def _sharded(arguments: Arguments) -> Any:
    return (arguments.get(0, "model", None), arguments.get(1, "optimizer", None), arguments.get(3, "scaler", None))


@describes("paddle.distributed.spawn")
def _spawn(arguments: Arguments) -> Any:
    """Calls the function, as one of the processes does."""
    function, given = arguments.get(0, "func", None), arguments.get(1, "args", ())
    reader, number = arguments.reader, arguments.get(2, "nprocs", -1)
    if isinstance(number, int) and number > 1 and reader.options.processes is None:
        reader.expect(PROCESSES, int(number))
    values = reader.items(given)
    if values is None:
        values = [] if given is None else [given]
    return reader.call(function, list(values), {}, arguments.place)


@describes(
    "paddle.distributed.init_parallel_env",
    "paddle.distributed.barrier",
    "paddle.distributed.fleet.init",
    "paddle.distributed.fleet.barrier_worker",
    "paddle.fluid.dygraph.prepare_context",
    "paddle.fluid.dygraph.parallel.prepare_context",
)
def _nothing(arguments: Arguments) -> None:
    return None
