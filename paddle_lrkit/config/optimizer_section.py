"""The optimizer of a config: the section ``Optimizer``, or PaddleDetection's two sections.

``LearningRate`` has the rate and ``OptimizerBuilder`` the rest, with PaddleDetection's keys and defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from paddle_lrkit.config.bind import Component, bind, parameters
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.optimizer_arguments import ARGUMENTS, find_arguments, other_defaults, own_arguments
from paddle_lrkit.config.optimizer_settings import Optimizer
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr

RATE = "LearningRate"
BUILDER = "OptimizerBuilder"


def read_optimizer(document: Document) -> Optimizer:
    """The optimizer; its ``lr`` is named ``LearningRate`` if that section has the rate.

    Raises:
        ConfigError: With file, line and key.
    """
    if RATE not in document.data:
        if BUILDER in document.data:
            raise document.error(tr("needs the section {!r}, which is missing", RATE), (BUILDER,))
        return _read_section(document)
    if "Optimizer" in document.data:
        raise document.error(tr("conflicts with {!r}; keep only one of them", RATE), ("Optimizer",))
    rate = document.data[RATE]
    if not isinstance(rate, Mapping):
        raise document.error(tr("must be a section with keys"), (RATE,))
    from paddle_lrkit.config.optimizer_builder import OptimizerBuilder

    try:
        return bind(OptimizerBuilder, document, (BUILDER,)).with_rate(Component(RATE, dict(rate), document, (RATE,)))
    except ConfigError as error:
        raise document.located(error, (BUILDER, "optimizer")) from None


def _read_section(document: Document) -> Optimizer:
    """``Optimizer``: the keys of every optimizer, and the arguments of the one that is named."""
    path = ("Optimizer",)
    section = document.get(path)
    if not isinstance(section, Mapping):
        raise document.error(tr("must be a section with keys, got {}", shown(section)), path)
    name = section.get("name")
    if not isinstance(name, str):
        problem = tr("the key 'name' is missing") if name is None else tr("must be text, got {}", shown(name))
        raise document.error(problem, path if name is None else (*path, "name"))
    try:
        own = own_arguments(name, section)
    except ConfigError as error:
        raise document.located(error, path) from None
    kind = find_arguments(name)
    arguments = bind(kind, document, path, values=own)
    rest = {key: value for key, value in section.items() if key not in own and not other_defaults(key, name)}
    known = [one.name for one in fields(kind)]
    return bind(Optimizer, document, path, values=rest, reserved={"arguments": arguments}, also_known=known)


def optimizer_keys() -> tuple[str, ...]:
    """Every key that ``Optimizer`` takes for some optimizer.

    Example:
        >>> {"name", "lr", "momentum", "ns_steps"} <= set(optimizer_keys()), "arguments" in optimizer_keys()
        (True, False)
    """
    common = [key for key in parameters(Optimizer) if key != "arguments"]
    return tuple(dict.fromkeys([*common, *(one.name for kind in ARGUMENTS.values() for one in fields(kind))]))
