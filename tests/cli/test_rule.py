"""``lrkit rule``."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.rule import command
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.codes import RULES


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False).stdout


@pytest.mark.parametrize("name", ["LR102", "milestone-after-end", "lr102"])
def test_a_rule_is_explained(name):
    output = run(name)
    assert output.startswith("LR102 milestone-after-end\n")
    assert "Use instead" in output


def test_all_rules_are_listed():
    lines = run().splitlines()
    assert [line.split()[0] for line in lines] == [entry.code for entry in RULES]


def test_an_unknown_name_gets_the_nearest():
    with pytest.raises(UsageError, match="did you mean 'seam-jump'"):
        run("seam-jmp")


def test_the_pages_in_docs_are_those_of_the_rules(tmp_path):
    run("--all", "--markdown", "-O", tmp_path)
    docs = Path(__file__).resolve().parents[2] / "docs" / "rules"
    made = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert {name: (docs / name).read_text(encoding="utf-8") for name in made} == made
