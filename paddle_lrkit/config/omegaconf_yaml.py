"""Loads YAML as OmegaConf does: YAML 1.1 in which ``1e-4`` is a number and a repeated key is an error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Mark, Path
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.interpolation import Resolver, interpolated
from paddle_lrkit.config.load import overridden
from paddle_lrkit.config.yaml11 import DocumentBuilder11, Yaml11
from paddle_lrkit.config.yaml_loader import MAX_DEPTH, DocumentBuilder, compose

_FLOAT = (
    r"[-+]?[0-9]+(?:_[0-9]+)*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+)"
    r"|\.[0-9]+(?:_[0-9]+)*(?:[eE][-+][0-9]+)?"
)


class _OmegaConfYaml(Yaml11):
    """PyYAML's parser with OmegaConf's floats."""


_IS_FLOAT = re.compile(rf"(?:{_FLOAT})\Z")
_OmegaConfYaml.add_implicit_resolver("tag:yaml.org,2002:float", _IS_FLOAT, list("-+0123456789."))


def parse_omegaconf(text: str, file: str) -> Document:
    """Loads a text as ``OmegaConf.load``, without its interpolations; ``file`` is named in errors and marks.

    Raises:
        ConfigError: As `parse_yaml11`; also for a repeated key.

    Example:
        >>> parse_omegaconf("{rate: 1e-4, steps: 1e2, text: '1e-4', from: '${rate}'}", "a.yml").data
        {'rate': 0.0001, 'steps': 100.0, 'text': '1e-4', 'from': '${rate}'}
    """
    return _OmegaConfBuilder(Document({}, {}, file)).document_of(compose(text, file, _OmegaConfYaml))


def load_omegaconf(file: str, overrides: Iterable[str], files: ConfigFiles) -> Document:
    """A file with overrides, without the values of its interpolations.

    Raises:
        ConfigError: As `parse_omegaconf`.
    """
    return overridden(parse_omegaconf(files.text(file), file), overrides)


def as_omegaconf(document: Document, resolvers: Mapping[str, Resolver] | None = None) -> Document:
    """A config with the values of its interpolations; see `interpolated`. A mapping also gets OmegaConf's floats.

    Example:
        >>> as_omegaconf(Document({"rate": "1e-4", "same": "${rate}"})).data
        {'rate': 0.0001, 'same': 0.0001}
    """
    return interpolated(document if document.file else with_omegaconf_floats(document), resolvers)


def with_omegaconf_floats(document: Document) -> Document:
    """A config of YAML 1.1 values with the text that OmegaConf reads as a float as one, also in lists.

    For a config that comes as a mapping; whether the text had quotes is not known, and assumed that it had none.

    Example:
        >>> with_omegaconf_floats(Document({"rates": ["1e-4", 0.1], "steps": "100", "name": "adam"})).data
        {'rates': [0.0001, 0.1], 'steps': '100', 'name': 'adam'}
    """
    return replace(document, data=_floats(document.data, MAX_DEPTH))


def _floats(value: Any, depth: int) -> Any:
    if isinstance(value, dict) and depth:
        return {key: _floats(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list) and depth:
        return [_floats(item, depth - 1) for item in value]
    return float(value.replace("_", "")) if isinstance(value, str) and _IS_FLOAT.match(value) else value


class _OmegaConfBuilder(DocumentBuilder11):
    def _repeated(self, path: Path, mark: Mark) -> None:
        DocumentBuilder._repeated(self, path, mark)
