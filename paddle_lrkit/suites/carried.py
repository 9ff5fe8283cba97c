"""What a translated config takes over beside the schedule: the optimizer with its numbers, batch size and averaging.

A suite lists its `Place` of each. What the file does not give is not invented, except for the suite's own default.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from paddle_lrkit.suites.config_value import as_number

Path = tuple[str, ...]

_USERS = {
    "Momentum": ("momentum", "use_nesterov", "l2"),
    "SGD": ("l2",),
    "Adam": ("beta1", "beta2", "epsilon", "l2"),
    "AdamW": ("beta1", "beta2", "epsilon", "weight_decay", "layer_decay"),
    "Lamb": ("beta1", "beta2", "epsilon", "weight_decay"),
}
"""Optimizer -> its numbers: ``l2`` is a penalty on the weights, ``weight_decay`` is decoupled from the gradient."""
_CLIPS = ("clip_norm", "clip_norm_each")
_ALWAYS = ("batch_size", "ema_decay")
"""What does not depend on the optimizer."""
_DEFAULTS = {"momentum": 0.9, "weight_decay": 0.01}
"""Defaults of Paddle's optimizers; those of the other numbers are the same in all suites."""
_STAND_IN = {"optimizer": "Momentum", "momentum": 0.9}


@dataclass(frozen=True)
class Place:
    """Where the configs of a suite have a value.

    Args:
        name: ``optimizer``, one of its numbers, ``clip_norm`` (of all gradients together), ``clip_norm_each`` (of each
            tensor), ``batch_size``, or ``ema_decay`` (of an average of the weights).
        path: Path of its key.
        beside: Keys in the same section that must have a certain value, and are written with it.
        names: For the optimizer: our name -> those of the suite, the first of which is written.
        default: What the suite takes when the key is missing.
        off: What is written at a path to have none of it, where the suite has a default.
        also: Keys in the same section that are written with it where the section is to be complete.
        written: Whether it can be written: not where its section needs more than the other config has.
    """

    name: str
    path: Path
    beside: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    default: Any = None
    off: tuple[Path, Any] | None = None
    also: Mapping[str, Any] = field(default_factory=dict)
    written: bool = True


def same_names(*names: str) -> dict[str, tuple[str, ...]]:
    """The names of optimizers that a suite calls as we do."""
    return {name: (name,) for name in names}


class Carried(NamedTuple):
    """The part of a translated config that is not its schedule.

    Args:
        sections: Its keys.
        values: Name -> value of what was taken over.
        stand_in: Whether Momentum is written: the target needs an optimizer, and the config has none that it knows.
        left_behind: Dotted keys of the old config, and of defaults of its suite, that have no place in the new one.
    """

    sections: dict[str, Any]
    values: dict[str, Any]
    stand_in: bool
    left_behind: tuple[str, ...]


def carry(
    data: Mapping[str, Any],
    places: Iterable[Place],
    targets: Iterable[Place],
    schedule_keys: Iterable[Path],
    *,
    explicit: bool = False,
) -> Carried:
    """Takes over what both suites have.

    Args:
        data: The old config.
        places: The places of its suite; several of one name for programs that have it in different places.
        targets: The places of the new suite, of which one of a name is written.
        schedule_keys: The keys of the schedule in the old config; they are not left behind.
        explicit: Whether the new config is to be complete: with values that are defaults, and with what goes with them.
    """
    there = {place.name: place for place in targets if place.written}
    here = _present(data, places)
    known, method = _usable(_values(data, here)), there.get("optimizer")
    fits = method is not None and known.get("optimizer") in method.names
    kept = {key: value for key, value in known.items() if key in there and (fits or key in _ALWAYS)}
    stand_in = method is not None and not fits and method.default is None
    used = [path for key in kept for path in _paths(here[key])]
    left = list(_left(data, [*used, *schedule_keys], ()))
    defaults = [".".join(here[name].path) for name, value in known.items() if name not in kept and value]
    left += [key for key in defaults if not any(f"{key}.".startswith(f"{other}.") for other in left)]
    values = {**kept, **(_STAND_IN if stand_in else {})}
    return Carried(_sections(values, there, explicit=explicit), kept, stand_in, tuple(left))


def _present(data: Mapping[str, Any], places: Iterable[Place]) -> dict[str, Place]:
    """A place for each name: of several the first one that a config has, else the last."""
    found: dict[str, Place] = {}
    known: set[str] = set()
    for place in places:
        if place.name not in known:
            found[place.name] = place
        if _at(data, place.path) is not None:
            known.add(place.name)
    return found


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _values(data: Mapping[str, Any], places: Mapping[str, Place]) -> dict[str, Any]:
    found = {name: value for name, place in places.items() if (value := _read(data, place)) is not None}
    if found.get("optimizer") == "SGD" and "momentum" in found:
        found["optimizer"] = "Momentum"
    return found


def _read(data: Mapping[str, Any], place: Place) -> Any:
    """The value at a place, or the suite's default; None where there is none or one of another kind."""
    section: Any = data
    for step in place.path[:-1]:
        if section.get(step) is None:
            return place.default
        section = section[step]
        if not isinstance(section, Mapping):
            return None
    value = section.get(place.path[-1])
    if value is None:
        return place.default
    if any(section.get(key) != wanted for key, wanted in place.beside.items()):
        return None
    if place.names:
        return next((ours for ours, theirs in place.names.items() if value in theirs), None)
    return value if _is_number(value, place) and (value or not place.off) else None


def _is_number(value: Any, place: Place) -> bool:
    """Whether a value is a number as its place needs it: finite or a switch, and a batch of one sample or more."""
    if place.name == "batch_size":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 1 and as_number(value) is not None
    return isinstance(value, bool) or (isinstance(value, int | float) and as_number(value) is not None)


def _usable(found: Mapping[str, Any]) -> dict[str, Any]:
    """The values that the optimizer uses, with Paddle's defaults; without an optimizer the batch size alone."""
    name = found.get("optimizer")
    others = {key: value for key, value in found.items() if key in _ALWAYS}
    if name is None:
        return others
    users = _USERS[name]
    defaults = {key: value for key, value in _DEFAULTS.items() if key in users}
    used = {key: value for key, value in found.items() if key in users or key in _CLIPS}
    return {"optimizer": name, **defaults, **used, **others}


def _paths(place: Place) -> Iterator[Path]:
    yield place.path
    yield from ((*place.path[:-1], key) for key in place.beside)


def _sections(values: Mapping[str, Any], targets: Mapping[str, Place], *, explicit: bool) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, place in targets.items():
        value = values.get(name)
        if name in values and (explicit or value != place.default):
            for key, other in place.beside.items():
                _put(result, (*place.path[:-1], key), other)
            _put(result, place.path, place.names[str(value)][0] if place.names else value)
            for key, other in place.also.items() if explicit else ():
                _put(result, (*place.path[:-1], key), other)
        elif name not in values and place.off and "optimizer" in values:
            users = _USERS[values["optimizer"]]
            if name in users or name in _CLIPS:
                _put(result, *place.off)
    return result


def _put(result: dict[str, Any], path: Path, value: Any) -> None:
    for step in path[:-1]:
        result = result.setdefault(step, {})
    result[path[-1]] = value


def _left(data: Mapping[str, Any], used: list[Path], path: Path) -> Iterator[str]:
    """The dotted keys that nothing was taken from, a whole section under its own name."""
    for key, value in data.items():
        inner = (*path, key)
        if inner in used:
            continue
        if isinstance(value, Mapping) and any(one[: len(inner)] == inner for one in used):
            yield from _left(value, used, inner)
        else:
            yield ".".join(map(str, inner))
