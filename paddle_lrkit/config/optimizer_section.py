"""The optimizer of a config: the section ``Optimizer``, or PaddleDetection's two sections.

``LearningRate`` has the rate and ``OptimizerBuilder`` the rest, with PaddleDetection's keys and defaults.
"""

from __future__ import annotations

from collections.abc import Mapping

from paddle_lrkit.config.bind import Component, bind
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.settings import Optimizer
from paddle_lrkit.errors import ConfigError

RATE = "LearningRate"
BUILDER = "OptimizerBuilder"


def read_optimizer(document: Document) -> Optimizer:
    """The optimizer; its ``lr`` is named ``LearningRate`` if that section has the rate.

    Raises:
        ConfigError: With file, line and key.
    """
    if RATE not in document.data:
        if BUILDER in document.data:
            raise document.error(f"needs the section {RATE!r}, which is missing", (BUILDER,))
        return bind(Optimizer, document, ("Optimizer",))
    if "Optimizer" in document.data:
        raise document.error(f"conflicts with {RATE!r}; keep only one of them", ("Optimizer",))
    rate = document.data[RATE]
    if not isinstance(rate, Mapping):
        raise document.error("must be a section with keys", (RATE,))
    from paddle_lrkit.config.optimizer_builder import OptimizerBuilder

    try:
        return bind(OptimizerBuilder, document, (BUILDER,)).with_rate(Component(RATE, dict(rate), document, (RATE,)))
    except ConfigError as error:
        raise document.located(error, (BUILDER, "optimizer")) from None
