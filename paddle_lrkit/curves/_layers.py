"""Factors for layer-wise decay."""

from __future__ import annotations

from paddle_lrkit.errors import check_integer, check_number


def layer_factors(layers: int, decay: float) -> list[float]:
    """The factor of each layer, from the input to the output.

    ``factor[i] = decay ** (layers - 1 - i)``, so the last layer has 1

    Args:
        layers: Number of layers or groups of layers, >= 1.
        decay: Factor from a layer to the one before it, > 0 and <= 1.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> layer_factors(3, 0.5)
        [0.25, 0.5, 1.0]

    Reference: arXiv 2003.10555; discriminative fine-tuning, arXiv 1801.06146.
    """
    count = check_integer("layers", layers, at_least=1)
    factor = check_number("decay", decay, above=0, at_most=1)
    return [factor ** (count - 1 - index) for index in range(count)]
