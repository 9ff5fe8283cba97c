"""Which optimizer of a config is read, where the suite has a name for each."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_lrkit.errors import ConfigError, check_choice
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.text import join_names


def chosen_entry(found: Sequence[str], selection: Selection) -> str:
    """The entry that is read.

    Args:
        found: The entries that the keys of the config allow, one for each optimizer.
        selection: ``entry`` names one of them, else ``optimizer_index`` counts them.

    Raises:
        ConfigError: The config has no such entry or optimizer.

    Example:
        >>> chosen_entry(["gan:gen", "gan:disc"], Selection(entry="gan:disc"))
        'gan:disc'
    """
    if selection.entry is not None:
        return check_choice("entry", selection.entry, found)
    index = selection.optimizer_index
    if not 0 <= index < len(found):
        raise ConfigError(
            tr("must be 0 to {}, for {}, got {}", len(found) - 1, join_names(found), index), key="optimizer_index"
        )
    return found[index]
