"""``python -m tools.zoo SUITE CHECKOUT COMMIT``: reads every config of a suite and writes ``zoo.tsv`` in its folder.

The table holds facts (numbers, names, paths), no text of the suite. CHECKOUT is the folder of the suite's repository at
COMMIT. A config that the suite itself could not read is left out and printed.
"""

from __future__ import annotations

import csv
import importlib
import os
import sys

import paddle_lrkit
from paddle_lrkit.suites.zoo import COLUMNS, ZooRecipe, stem_of
from tools.zoo.published import Published

REPOSITORIES = {
    "ppcls": "PaddleClas",
    "ppdet": "PaddleDetection",
    "ppseg": "PaddleSeg",
    "ppocr": "PaddleOCR",
    "ppnlp": "PaddleNLP",
}


def main(suite: str, checkout: str, commit: str) -> None:
    """Writes the table of one suite."""
    published = Published(checkout)
    module = importlib.import_module(f"tools.zoo.{suite}")
    recipes = sorted(module.recipes(checkout, published), key=lambda recipe: recipe.path)
    file = os.path.join(os.path.dirname(paddle_lrkit.__file__), "suites", suite, "zoo.tsv")
    with open(file, "w", encoding="utf-8", newline="") as stream:
        stream.write(f"# Written by python -m tools.zoo {suite}, from {REPOSITORIES[suite]} at {commit}\n")
        table = csv.writer(stream, delimiter="\t", lineterminator="\n")
        table.writerow(COLUMNS)
        table.writerows(_row(recipe) for recipe in recipes)
    print(f"{len(recipes)} recipes, {os.path.getsize(file):,} bytes: {file}")


def _row(recipe: ZooRecipe) -> list[str]:
    values = {name: getattr(recipe, name) for name in COLUMNS}
    values |= {
        "name": "" if recipe.name == stem_of(recipe.path) else recipe.name,
        "gpus": f"{recipe.gpus}{'' if recipe.gpus_said else '?'}",
        "accumulation": recipe.accumulation if recipe.accumulation > 1 else "",
        "ema": "ema" if recipe.ema else "",
    }
    return [
        "" if value is None else f"{value:.6g}" if isinstance(value, float) else str(value) for value in values.values()
    ]


if __name__ == "__main__":
    main(*sys.argv[1:])
