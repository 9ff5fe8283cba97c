"""The process of the script: its arguments, its environment and its end."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import LIBRARY, MISSING, Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.nothing import Quiet
from paddle_lrkit.scripts.unknown import Assumed, CodePlace, Unknown

_PROCESSES = ("PADDLE_TRAINERS_NUM", "WORLD_SIZE", "PADDLE_TRAINER_NUM", "TRAINERS_NUM")
_RANKS = (
    "PADDLE_TRAINER_ID",
    "PADDLE_RANK_IN_NODE",
    "RANK",
    "LOCAL_RANK",
    "FLAGS_selected_gpus",
    "PADDLE_TRAINER_ENDPOINTS",
)


class AssumedText(str, Assumed):
    """A text that rests on assumed values, such as a variable of the environment."""


class CommandLine(LibraryObject):
    """``sys.argv``."""

    text = "sys.argv"
    kinds = ("list",)

    def _texts(self, reader: Reader) -> list[str]:
        return [reader.file, *reader.arguments]

    def item(self, key: Any, reader: Reader, place: CodePlace) -> Any:
        try:
            return self._texts(reader)[key]
        except (IndexError, TypeError):
            return reader.unknown(f"sys.argv[{key!r}]", tr("is an argument that is not given; give it after --"), place)

    def iterable(self, reader: Reader, place: CodePlace) -> Any:
        return self._texts(reader)

    def contains(self, value: Any, reader: Reader, place: CodePlace) -> Any:
        return value if isinstance(value, Unknown) else value in self._texts(reader)

    def length(self, reader: Reader, place: CodePlace) -> Any:
        return 1 + len(reader.arguments)


class Environment(LibraryObject):
    """``os.environ``."""

    text = "os.environ"

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        if name in ("get", "pop"):
            return Described(_getenv, name)
        return (
            Described(lambda arguments: None, name)
            if name in ("setdefault", "update")
            else super().attribute(name, reader, place)
        )

    def item(self, key: Any, reader: Reader, place: CodePlace) -> Any:
        return variable(key, MISSING, reader, place)

    def contains(self, value: Any, reader: Reader, place: CodePlace) -> Any:
        if value in _PROCESSES or value in _RANKS or (isinstance(value, str) and value.startswith("SLURM_")):
            return bool(reader.assume("number of processes", 1) > 1)
        return reader.unknown(f"{value!r} in os.environ", tr("depends on the machine on which the script runs"), place)


def variable(name: Any, default: Any, reader: Reader, place: CodePlace) -> Any:
    """A variable of the environment: number and rank of the processes as for one process, else the default."""
    if isinstance(name, Unknown):
        return name
    if name in _PROCESSES:
        return reader.assume("number of processes", 1)
    if name in _RANKS:
        return "0"
    if default is MISSING or default is None or not isinstance(default, (str, int, float)):
        why = tr("comes from the environment of the machine on which the script runs")
        return default if isinstance(default, Unknown) else reader.unknown(f"os.environ[{name!r}]", why, place)
    found = AssumedText(default)
    found.rests_on = frozenset({f"environment variable {name}"})
    return found if isinstance(default, str) else default


@describes("os.getenv", "os.environ.get")
def _getenv(arguments: Arguments) -> Any:
    if not arguments.positional:
        return arguments.unknown()
    return variable(arguments.positional[0], arguments.get(1, "default", MISSING), arguments.reader, arguments.place)


@describes("sys.exit", "exit", "quit", "os._exit", "os.abort")
def _exit(arguments: Arguments) -> Any:
    status = arguments.get(0, "status", 0)
    shown = status if isinstance(status, (int, str)) and not isinstance(status, bool) else 0
    return arguments.reader.stop("SystemExit", str(shown), arguments.place)


LIBRARY["sys.argv"] = CommandLine()
LIBRARY["os.environ"] = Environment()
LIBRARY["os.sep"] = LIBRARY["os.path.sep"] = "/"
LIBRARY["os.linesep"] = "\n"
LIBRARY["os.pardir"] = ".."
LIBRARY["os.devnull"] = "/dev/null"
LIBRARY["sys.maxsize"] = 2**63 - 1
LIBRARY["sys.float_info.max"] = 1.7976931348623157e308
LIBRARY["sys.float_info.epsilon"] = 2.220446049250313e-16
LIBRARY["sys.platform"] = "linux"
LIBRARY["sys.path"] = Quiet("sys.path")
