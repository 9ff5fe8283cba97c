"""Which optimizer of a config is read, where the suite has a name for each."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_lrkit.errors import ConfigError, check_choice
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.text import join_names


def chosen_entry(found: Sequence[str], selection: Selection) -> tuple[str, tuple[str, ...]]:
    """The entry that is read, and what was assumed to choose it.

    Args:
        found: The entries that the keys of the config allow, one for each optimizer.
        selection: ``entry`` names one of them, else ``optimizer_index`` counts them.

    Raises:
        ConfigError: The config has no such entry or optimizer.

    Example:
        >>> chosen_entry(["gan:gen", "gan:disc"], Selection(entry="gan:disc"))
        ('gan:disc', ())
        >>> chosen_entry(["gan:gen", "gan:disc"], Selection())[1]
        ('of the 2 optimizers gan:gen is read; --entry gan:disc reads the other',)
    """
    if selection.entry is not None:
        return check_choice("entry", selection.entry, found), ()
    index = selection.optimizer_index
    if not 0 <= index < len(found):
        raise ConfigError(f"must be 0 to {len(found) - 1}, for {join_names(found)}, got {index}", key="optimizer_index")
    others = [name for number, name in enumerate(found) if number != index]
    if index or not others:
        return found[index], ()
    rest = f"{others[0]} reads the other" if len(others) == 1 else f"{join_names(others, 'or')} reads another"
    return found[0], (f"of the {len(found)} optimizers {found[0]} is read; --entry {rest}",)
