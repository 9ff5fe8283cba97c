"""The configs that come with the package, by name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from paddle_lrkit.errors import ConfigError, LrkitError, did_you_mean
from paddle_lrkit.messages import tr

_PACKAGE = Path(__file__).parent.parent
FOLDERS = (_PACKAGE / "configs", _PACKAGE.parent / "configs")
"""Where the configs are in an installation, and in a clone."""
_BASES, _SCHEMA = "_base_", "schema.json"
_LANGUAGE_SERVER = "yaml-language-server:"


@dataclass(frozen=True)
class ShippedConfig:
    """A config of the package.

    Args:
        name: Its file without ``.yml``.
        kind: ``classification``, ``detection`` or ``text``.
        file: The file.
    """

    name: str
    kind: str
    file: Path

    @property
    def comment(self) -> list[str]:
        """The lines of text above the first key, without the one that names the schema."""
        lines = self.file.read_text(encoding="utf-8").splitlines()
        count = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
        told = [line.removeprefix("#").removeprefix(" ") for line in lines[:count]]
        return [line for line in told if not line.startswith(_LANGUAGE_SERVER)]


def schema_file() -> Path:
    """The JSON Schema of the training config.

    Raises:
        LrkitError: The installation lacks it.
    """
    for folder in FOLDERS:
        if (folder / _SCHEMA).is_file():
            return folder / _SCHEMA
    raise LrkitError(tr("the schema is missing from this installation; install it again"))


def shipped_configs() -> list[ShippedConfig]:
    """All configs of the package that can be trained, by kind and name.

    Example:
        >>> [one.kind for one in shipped_configs() if one.name == "ernie_tiny_mlm"]
        ['text']
    """
    folder = next((folder for folder in FOLDERS if (folder / _BASES).is_dir()), None)
    files = sorted(folder.glob("*/*.yml")) if folder else []
    return [ShippedConfig(file.stem, file.parent.name, file) for file in files if file.parent.name != _BASES]


def config_file(name: str) -> str:
    """The file that a name stands for: itself if it is a path, else that of the config of the package.

    Args:
        name: A path, or the name of a config with or without ``.yml``. A file of this name in the current directory
            goes before a config of the package.

    Raises:
        ConfigError: There is neither such a file nor such a config; with the nearest name.

    Example:
        >>> config_file("output/run/config.yml")
        'output/run/config.yml'
        >>> os.path.basename(config_file("ernie_tiny_mlm"))
        'ernie_tiny_mlm.yml'
    """
    stem, suffix = os.path.splitext(name)
    if os.path.basename(name) != name or os.path.lexists(name) or "#" in name or suffix not in ("", ".yml"):
        return name
    if suffix and all(one.name != stem for one in shipped_configs()):
        return name
    return str(find_config(stem).file)


def find_config(name: str) -> ShippedConfig:
    """The config of the package with a name.

    Raises:
        ConfigError: There is none; with the nearest name.
    """
    known = {one.name: one for one in shipped_configs()}
    stem = name.removesuffix(".yml")
    if stem not in known:
        hint = did_you_mean(stem, known) or tr("; lrkit configs lists those of the package")
        raise ConfigError(tr("no file and no config of the package has the name {!r}{}", name, hint))
    return known[stem]
