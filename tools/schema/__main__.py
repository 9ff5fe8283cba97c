"""``python -m tools.schema`` writes configs/schema.json and docs/reference.md anew."""

from __future__ import annotations

import json
from pathlib import Path

from tools.schema.build import build
from tools.schema.page import page
from tools.schema.types import Schema

_ROOT = Path(__file__).parents[2]
FILE, PAGE = _ROOT / "configs" / "schema.json", _ROOT / "docs" / "reference.md"


def main() -> None:
    schema = build()
    FILE.write_text(text(schema), encoding="utf-8")
    PAGE.write_text(page(schema), encoding="utf-8")


def text(schema: Schema) -> str:
    """The schema as the file has it."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
