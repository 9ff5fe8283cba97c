"""How files are checked."""

from __future__ import annotations

from dataclasses import dataclass, field

from paddle_lrkit.lint.codes import RULES, Rule
from paddle_lrkit.scripts.read_options import ReadOptions
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.source import Config
from paddle_lrkit.units import LengthOptions


@dataclass(frozen=True)
class CheckOptions:
    """How files are checked.

    Args:
        rules: The rules to run.
        suite: Whose configs they are; ``auto`` to go by the keys.
        selection: Which program of the suite reads them, and what it gets from outside the config.
        base: The config that they rewrite (PaddleX).
        length: What the caller says about the length of the run.
        arguments: The own command-line arguments of scripts.
        settings: Name and text of each value of a script that the caller gives another one.
    """

    rules: tuple[Rule, ...] = RULES
    suite: str = "auto"
    selection: Selection = field(default_factory=Selection)
    base: Config | None = None
    length: LengthOptions = field(default_factory=LengthOptions)
    arguments: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def reading(self) -> ReadOptions:
        """What the caller says about scripts."""
        return ReadOptions(self.length.steps_per_epoch, self.arguments, self.settings, self.length.world_size)
