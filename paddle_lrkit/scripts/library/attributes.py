"""What is asked of a value itself: ``isinstance``, ``getattr``, ``type``, ``vars`` and the like."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described, External, LibraryObject, describes
from paddle_lrkit.scripts.library.plain import pure
from paddle_lrkit.scripts.unknown import Unknown

_PLAIN = (int, float, str, bool, list, tuple, dict, set, frozenset, range, bytes, complex)
_ABSTRACT: dict[str, tuple[type, ...]] = {
    "Number": (int, float, complex),
    "Real": (int, float),
    "Integral": (int,),
    "Sequence": (list, tuple, str, range, bytes),
    "MutableSequence": (list,),
    "Mapping": (dict,),
    "MutableMapping": (dict,),
    "Set": (set, frozenset),
    "Iterable": (list, tuple, str, range, bytes, dict, set, frozenset),
    "Sized": (list, tuple, str, range, bytes, dict, set, frozenset),
    "Callable": (),
    "Hashable": (int, float, str, tuple, range, bytes, type(None)),
}


@describes("isinstance")
def _isinstance(arguments: Arguments) -> Any:
    if len(arguments.positional) != 2:
        return arguments.unknown()
    value, kinds = arguments.positional
    if isinstance(value, Unknown):
        return value
    answers = [arguments.reader.is_instance(value, kind) for kind in (kinds if isinstance(kinds, tuple) else (kinds,))]
    if True in answers:
        return True
    return arguments.unknown() if None in answers else False


@describes("getattr")
def _getattr(arguments: Arguments) -> Any:
    if len(arguments.positional) < 2:
        return arguments.unknown()
    value, name, *default = arguments.positional
    if not isinstance(name, str):
        return name if isinstance(name, Unknown) else arguments.unknown()
    if default:
        there = arguments.reader.has(value, name, arguments.place)
        if there is False:
            return default[0]
        if there is None:
            return value if isinstance(value, Unknown) else arguments.unknown()
    return arguments.reader.get(value, name, arguments.place)


@describes("hasattr")
def _hasattr(arguments: Arguments) -> Any:
    if len(arguments.positional) != 2 or not isinstance(arguments.positional[1], str):
        return arguments.unknown()
    there = arguments.reader.has(arguments.positional[0], arguments.positional[1], arguments.place)
    value = arguments.positional[0]
    return there if there is not None else value if isinstance(value, Unknown) else arguments.unknown()


@describes("setattr")
def _setattr(arguments: Arguments) -> Any:
    if len(arguments.positional) == 3 and isinstance(arguments.positional[1], str):
        value, name, new = arguments.positional
        arguments.reader.set(value, name, new, arguments.place)
    elif arguments.positional and isinstance(arguments.positional[0], LibraryObject):
        arguments.reader.doubt(arguments.positional[0])
    return None


@describes("type")
def _type(arguments: Arguments) -> Any:
    if len(arguments.positional) != 1:
        return arguments.unknown()
    value = arguments.positional[0]
    if isinstance(value, Unknown):
        return value
    if isinstance(value, _PLAIN):
        kind = next((each for each in type(value).__mro__ if each in _PLAIN), None)
        return LIBRARY.get("bool" if isinstance(value, bool) else kind.__name__ if kind else "", arguments.unknown())
    return arguments.reader.get(value, "__class__", arguments.place)


@describes("vars")
def _vars(arguments: Arguments) -> Any:
    if len(arguments.positional) != 1:
        return arguments.unknown()
    value = arguments.positional[0]
    return value if isinstance(value, Unknown) else arguments.reader.get(value, "__dict__", arguments.place)


@describes("callable")
def _callable(arguments: Arguments) -> Any:
    value = arguments.get(0, "object", None)
    if value is None or isinstance(value, _PLAIN):
        return False
    return value if isinstance(value, (Unknown, LibraryObject)) else True


def plain_instance(value: Any, kind: Any) -> bool | None:
    """``isinstance(value, kind)`` for a value of Python's own types or an object of a library."""
    path = kind.path if isinstance(kind, External) else kind.name if isinstance(kind, Described) else ""
    if isinstance(value, LibraryObject):
        return (path in value.kinds or path == "object") if value.kinds and path else None
    if not isinstance(value, (*_PLAIN, type(None))):
        return None
    if isinstance(kind, Described) and kind.kind is not None:
        return isinstance(value, kind.kind)
    abstract = _ABSTRACT.get(path.rpartition(".")[2]) if path.startswith(("collections", "numbers", "typing")) else None
    if abstract is not None:
        return isinstance(value, abstract)
    return path == "object" if path else False


@describes("print")
def _print(arguments: Arguments) -> Any:
    return None


@describes("id", "hash", "input")
def _not_known(arguments: Arguments) -> Any:
    return arguments.unknown()


pure(repr, "repr")
