"""Arguments of a schedule from Python, where a bare number counts updates, as YAML writes them."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

from paddle_lrkit.curves import catalog
from paddle_lrkit.suites.lrkit.common_keys import JaggedRestarts, Warmup
from paddle_lrkit.units import Updates


def with_units(name: object, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with the unit of updates at each whole number that counts them.

    Args:
        name: A name of the catalogue; of any other schedule only the warmup has numbers that count updates.
        arguments: Keys of ``Optimizer.lr``.

    Example:
        >>> with_units("MultiStepDecay", {"learning_rate": 1, "milestones": [30, "50%"], "warmup": 5})
        {'learning_rate': 1, 'milestones': ['30it', '50%'], 'warmup': '5it'}
    """
    factories = {entry.name: entry.factory for entry in catalog.RAMPS}
    if isinstance(name, str) and name in catalog.names():
        factories[name] = catalog.find(name).factory
    own = get_type_hints(inspect.unwrap(factories[str(name)])) if str(name) in factories else {}
    hints = {**get_type_hints(Warmup), **own}
    found = {key: _with_unit(value, hints.get(key)) for key, value in arguments.items()}
    restarts, override = arguments.get("jagged_restarts"), arguments.get("override")
    if isinstance(restarts, Mapping):
        hints = get_type_hints(JaggedRestarts)
        found["jagged_restarts"] = {key: _with_unit(value, hints.get(key)) for key, value in restarts.items()}
    if isinstance(override, Mapping):
        found["override"] = with_units(override.get("name"), override)
        if "start" in override:
            found["override"]["start"] = _with_unit(override["start"], Updates)
    return found


def _with_unit(value: Any, hint: Any) -> Any:
    if isinstance(value, (list, tuple)):
        inner = get_args(hint) or (None,)
        return [_with_unit(item, inner[0]) for item in value]
    wants_updates = hint is Updates or Updates in get_args(hint)
    return f"{value}it" if wants_updates and isinstance(value, int) and not isinstance(value, bool) else value
