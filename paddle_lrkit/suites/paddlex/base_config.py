"""The base config of a model: named, where PaddleX keeps it, or what the package has recorded of it.

PaddleX rewrites ``repo_apis/<Suite>_api/configs/<model>.yaml``. That file is in its repository and not in its wheel.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from glob import escape, glob
from importlib.util import find_spec
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.yaml11 import parse_yaml11
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.detect import fitting_suites
from paddle_lrkit.suites.paddlex.modules import MODULES, BaseSuite, RecordedModels, TrainedModule, model_table
from paddle_lrkit.suites.source import Config, open_source
from paddle_lrkit.suites.table import SUITES, detector_of

_KEY: Path = ("Train", "basic_config_path")
_MODEL: Path = ("Global", "model")
_MOST_FOLDERS = 40


@dataclass
class RecordedBase(Document):
    """What the package has recorded of a base config that was not found: what decides the rate.

    Args:
        record: The record.
    """

    record: RecordedModels | None = None


def base_config(document: Document, named: Config | None, files: ConfigFiles) -> Document | None:
    """The base config of a PaddleX config; None when it is neither found nor recorded.

    Args:
        document: The PaddleX config.
        named: The file of the base, or its content, from the caller.
        files: The files of the command.

    Raises:
        ConfigError: The base that is named cannot be read.
    """
    model = document.get(_MODEL)
    record = model_table().of(model)
    how = MODULES.get(record.module) if record else None
    if record is not None and how is None:
        return None
    if named is not None:
        return _opened(named, how, files)
    written = document.get(_KEY)
    if written:
        file = next(filter(os.path.isfile, _written_places(document, written)), None)
        return None if file is None else _opened(file, how, files)
    found = next((file for place in _places(document) for file in sorted(glob(place))), None)
    if found is not None:
        return _opened(found, how, files)
    return _recorded(document, record, how) if record is not None and record.run and how is not None else None


def _places(document: Document) -> Iterator[str]:
    """Patterns of the files that may be the base config of a model, the nearest first."""
    model = document.get(_MODEL)
    if not isinstance(model, str) or not model or "\0" in model or os.path.basename(model) != model:
        return
    record = model_table().of(model)
    how = MODULES.get(record.module) if record else None
    suite = how.base.title if how else "*"
    for folder in _folders(document.file):
        yield os.path.join(escape(folder), "repo_apis", f"{suite}_api", "configs", f"{escape(model)}.yaml")


def _folders(file: str | None) -> Iterator[str]:
    """The folders that may hold PaddleX's ``repo_apis``."""
    folder = os.path.dirname(os.path.abspath(file)) if file else ""
    for _ in range(_MOST_FOLDERS if folder else 0):
        yield from (folder, os.path.join(folder, "paddlex"), os.path.join(folder, "PaddleX", "paddlex"))
        if os.path.dirname(folder) == folder:
            break
        folder = os.path.dirname(folder)
    try:
        installed = find_spec("paddlex")
    except (ImportError, ValueError):
        return
    yield from (installed.submodule_search_locations or ()) if installed else ()


def _written_places(document: Document, written: Any) -> Iterator[str]:
    """The files that ``Train.basic_config_path`` may mean: PaddleX takes it from the folder where it is started."""
    if not isinstance(written, str) or "\0" in written:
        raise document.error(tr("must be the name of a file, got {}", shown(written)), _KEY)
    yield written
    folder = os.path.dirname(os.path.abspath(document.file)) if document.file else ""
    for _ in range(_MOST_FOLDERS if folder else 0):
        yield os.path.join(folder, written)
        folder = os.path.dirname(folder)


def _opened(config: Config, how: TrainedModule | None, files: ConfigFiles) -> Document:
    """A base config with its own bases, as its suite reads it."""
    if how is not None and how.base.suite not in SUITES:
        if isinstance(config, Mapping):
            return Document(dict(config))
        return files.parsed(os.fspath(config), parse_yaml11)
    if how is None:
        return _of_any_suite(config, files)
    base = open_source(config, how.base.suite, files=files).document
    others = fitting_suites(base.data)
    if others and how.base.suite not in others:
        raise ConfigError(
            tr(
                "is a config of {}, and PaddleX rewrites one of {} for this model",
                detector_of(others[0]).title,
                how.base.title,
            ),
            file=base.file,
        )
    return base


def _of_any_suite(config: Config, files: ConfigFiles) -> Document:
    """A base config of a model that PaddleX does not have, which can be of each suite."""
    known = dict.fromkeys(how.base.suite for how in MODULES.values() if how.base.suite in SUITES)
    for suite in known:
        base = open_source(config, suite, files=files).document
        if fitting_suites(base.data) == [suite]:
            return base
    raise ConfigError(tr("is a config of no suite that PaddleX calls, or of several"), file=base.file)


def _recorded(document: Document, record: RecordedModels, how: TrainedModule) -> RecordedBase:
    """A base config of what is recorded; all of it is at the line of the model."""
    base = how.base
    data: dict[str, Any] = {}
    values: dict[Path, Any] = {base.run: record.run, base.batch: record.batch, base.optimizer: record.optimizer or None}
    values |= {tuple(key.split(".")): value for key, value in record.also.items()}
    values[base.section] = dict(record.schedule)
    for path, value in values.items():
        if value is not None:
            _put(data, path, value)
    return RecordedBase(data, {(): document.mark(_MODEL)}, document.file, record=record)


def _put(data: dict[str, Any], path: Path, value: Any) -> None:
    for step in path[:-1]:
        data = data.setdefault(str(step), {})
    data[str(path[-1])] = value


def module_of(document: Document, base: Document | None) -> str | None:
    """The module that trains a model; for one that is not in the table, the usual one for the suite of its base."""
    record = model_table().of(document.get(_MODEL))
    if record is not None:
        return record.module
    fitting = fitting_suites(base.data) if base is not None else []
    found = [name for name, how in MODULES.items() if how.base.suite in fitting]
    if base is not None and len(fitting) == 1 and found:
        return next((name for name in found if _has_rate(base, MODULES[name].base)), found[0])
    return None


def _has_rate(base: Document, keys: BaseSuite) -> bool:
    section = base.get(keys.section)
    return isinstance(section, Mapping) and any(section.get(key) is not None for key in keys.rates)
