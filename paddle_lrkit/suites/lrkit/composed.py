"""``Composed``: any curve written out in YAML, family by family.

```yaml
lr:
  name: Composed
  curve:
    join:
    - line: {start: 0.0, end: 0.1, span: 500, length: 500}
    - wave: {base: 0.1, floor: 0.0, half_period: 9500}
```

``lrkit convert --to lrkit`` uses it for curves that no schedule of the catalogue has, so that the schedule of any suite
can be written exactly.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError, did_you_mean, shown
from paddle_lrkit.messages import tr

_MODULES = (
    "annealing",
    "cycles",
    "fractional_epochs",
    "lines",
    "powers",
    "restarts",
    "stairs",
    "ticks",
    "transformers",
    "waves",
)


def composed(curve: dict[str, Any]) -> Curve:
    """The curve that a nested mapping describes.

    Args:
        curve: One key, the name of a family, with the family's arguments; a curve among them is such a mapping again.

    Raises:
        ConfigError: An unknown family or argument, or what the family refuses.

    Example:
        >>> composed({"wave": {"base": 0.1, "floor": 0.0, "half_period": 10}})(10)
        0.0
    """
    return _read(curve, "curve")


def describe(curve: Curve) -> dict[str, Any]:
    """The mapping that `composed` reads back to an equal curve.

    Raises:
        ConfigError: The curve has an argument that cannot be written to a file, such as a function.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> describe(linear(0.0, 0.1, 10).then(linear(0.1, 0.0, 90)))["join"][0]
        {'linear': {'start': 0.0, 'end': 0.1, 'length': 10}}
    """
    if curve.name not in families():
        raise ConfigError(tr("the family {!r} cannot be written to a file", curve.name))
    arguments = curve.written
    parts = _variadic(families()[curve.name])
    if parts:
        return {curve.name: [_plain(part) for part in arguments[parts]]}
    return {curve.name: {key: _plain(value) for key, value in arguments.items()}}


@functools.cache
def families() -> dict[str, Callable[..., Curve]]:
    """Name -> factory: the public curves and the reference curves."""
    curves = importlib.import_module("paddle_lrkit.curves")
    public = {name: getattr(curves, name) for name in curves.__all__}
    found = {name: factory for name, factory in public.items() if hasattr(factory, "__wrapped__")}
    for name in _MODULES:
        module = importlib.import_module(f"paddle_lrkit.suites.reference_curves.{name}")
        for family, factory in vars(module).items():
            if getattr(factory, "__module__", "") == module.__name__ and hasattr(factory, "__wrapped__"):
                found[family] = factory
    return found


def _read(value: Any, place: str) -> Curve:
    if not isinstance(value, Mapping) or len(value) != 1:
        raise ConfigError(
            tr("must be one family with its arguments, such as {{wave: {{..}}}}, got {}", shown(value)), key=place
        )
    ((name, arguments),) = value.items()
    if name not in families():
        raise ConfigError(tr("unknown family {}{}", shown(name), did_you_mean(name, families())), key=place)
    factory, inner = families()[name], f"{place}.{name}"
    if _variadic(factory) and isinstance(arguments, (list, tuple)):
        return _called(factory, [_read(part, f"{inner}.{index}") for index, part in enumerate(arguments)], {}, inner)
    if not isinstance(arguments, Mapping):
        raise ConfigError(tr("must be a section with arguments, got {}", shown(arguments)), key=inner)
    known = inspect.signature(factory).parameters
    for key in arguments:
        if key not in known:
            raise ConfigError(tr("unknown argument{}", did_you_mean(key, known)), key=f"{inner}.{key}")
    built = {key: _argument(known[key], item, f"{inner}.{key}") for key, item in arguments.items()}
    return _called(factory, [], built, inner)


def _called(factory: Callable[..., Curve], parts: list[Curve], arguments: dict[str, Any], place: str) -> Curve:
    for name, parameter in inspect.signature(factory).parameters.items():
        if (
            parameter.default is parameter.empty
            and parameter.kind is not parameter.VAR_POSITIONAL
            and name not in arguments
        ):
            raise ConfigError(tr("is missing"), key=f"{place}.{name}")
    try:
        return factory(*parts, **arguments)
    except ConfigError as error:
        raise ConfigError(error.message, key=f"{place}.{error.key}" if error.key else place) from None


def _argument(parameter: inspect.Parameter, value: Any, place: str) -> Any:
    if "Curve" in str(parameter.annotation):
        return _read(value, place)
    items = value if isinstance(value, (list, tuple)) else [value]
    if any(item is not None and not isinstance(item, (bool, int, float, str)) for item in items):
        raise ConfigError(tr("must be a number, a text or a list of numbers, got {}", shown(value)), key=place)
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Curve):
        return describe(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise ConfigError(tr("{} cannot be written to a file", shown(value)))


def _variadic(factory: Callable[..., Curve]) -> str | None:
    parameters = inspect.signature(factory).parameters.values()
    return next((parameter.name for parameter in parameters if parameter.kind is parameter.VAR_POSITIONAL), None)
