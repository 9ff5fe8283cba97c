"""The documentation names every key and every name that a config can have, and its links lead somewhere."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from paddle_lrkit.config import settings
from paddle_lrkit.suites.lrkit import Warmup
from paddle_lrkit.units import UNITS

ROOT = Path(__file__).resolve().parent.parent
CONFIG = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
SECTIONS = [
    Warmup,
    *(part for part in vars(settings).values() if is_dataclass(part) and part.__module__ == settings.__name__),
]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_every_key_is_documented(section):
    missing = [field.name for field in fields(section) if not re.search(rf"\b{field.name}\b", CONFIG)]
    assert missing == []


def test_every_unit_is_documented():
    assert [unit for unit in UNITS if f"{unit}`" not in CONFIG] == []


def test_every_name_of_the_image_tables_is_documented():
    from paddle_lrkit.train import registry

    tables = (registry.TRANSFORMS, registry.BATCH_TRANSFORMS)
    names = [name for table in tables for name in table.builtin]
    assert [name for name in names if f"`{name}`" not in CONFIG] == []


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], ids=lambda page: page.name)
def test_links_lead_to_files(page):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
