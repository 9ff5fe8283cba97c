"""Loads YAML as OmegaConf does: YAML 1.1 in which ``1e-4`` is a number and a repeated key is an error."""

from __future__ import annotations

import re

from paddle_lrkit.config.document import Document, Mark, Path
from paddle_lrkit.config.yaml11 import DocumentBuilder11, Yaml11
from paddle_lrkit.config.yaml_loader import DocumentBuilder, compose

_FLOAT = (
    r"[-+]?[0-9]+(?:_[0-9]+)*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+)"
    r"|\.[0-9]+(?:_[0-9]+)*(?:[eE][-+][0-9]+)?"
)


class _OmegaConfYaml(Yaml11):
    """PyYAML's parser with OmegaConf's floats."""


_OmegaConfYaml.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(rf"(?:{_FLOAT})\Z"), list("-+0123456789."))


def parse_omegaconf(text: str, file: str) -> Document:
    """Loads a text as ``OmegaConf.load``, without its interpolations; ``file`` is named in errors and marks.

    Raises:
        ConfigError: As `parse_yaml11`; also for a repeated key.

    Example:
        >>> parse_omegaconf("{rate: 1e-4, steps: 1e2, text: '1e-4', from: '${rate}'}", "a.yml").data
        {'rate': 0.0001, 'steps': 100.0, 'text': '1e-4', 'from': '${rate}'}
    """
    return _OmegaConfBuilder(Document({}, {}, file)).document_of(compose(text, file, _OmegaConfYaml))


class _OmegaConfBuilder(DocumentBuilder11):
    def _repeated(self, path: Path, mark: Mark) -> None:
        DocumentBuilder._repeated(self, path, mark)
