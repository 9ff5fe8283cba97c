"""``python -m tools.schema`` writes configs/schema.json and docs/reference.md anew, in both languages."""

from __future__ import annotations

import json
from pathlib import Path

from paddle_lrkit.messages import in_language
from tools.schema.build import build
from tools.schema.page import page
from tools.schema.types import Schema

_ROOT = Path(__file__).parents[2]
FILE = _ROOT / "configs" / "schema.json"
PAGES = {"en": _ROOT / "docs" / "reference.md", "zh": _ROOT / "docs" / "reference.zh.md"}


def main() -> None:
    schema = build()
    FILE.write_text(text(schema), encoding="utf-8")
    for language, file in PAGES.items():
        with in_language(language):
            file.write_text(page(schema), encoding="utf-8")


def text(schema: Schema) -> str:
    """The schema as the file has it."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
