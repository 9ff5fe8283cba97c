"""Every rule fires where its fixture says so, and nowhere in the good configs."""

import re
from pathlib import Path

import pytest

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.codes import RULES
from paddle_lrkit.lint.engine import check_file
from paddle_lrkit.units import LengthOptions

FOLDER = Path(__file__).parent / "fixtures"
BAD = sorted(path for path in FOLDER.iterdir() if path.is_file())
GOOD = sorted((FOLDER / "good").iterdir())


def options(text):
    found = re.match(r"# options: (.*)", text)
    given = {key: int(value) for key, value in re.findall(r"(\w+)=(\d+)", found[1] if found else "")}
    return CheckOptions(length=LengthOptions(**given))


def expected(text):
    """``(line, code)`` of each comment ``# expect: LR101, LR102``."""
    marked = ((number, re.search(r"# expect: (.*)", line)) for number, line in enumerate(text.splitlines(), 1))
    return {(number, code.strip()) for number, found in marked if found for code in found[1].split(",")}


def found(path, folder):
    """The findings of a fixture; a script is kept as text, so that nothing imports it."""
    text = path.read_text(encoding="utf-8")
    if path.name.endswith(".py.txt"):
        path = folder / path.name.removesuffix(".txt")
        path.write_text(text, encoding="utf-8")
    return check_file(str(path), options(text)) or []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_bad_config_has_what_its_comments_say(path, tmp_path):
    assert {(finding.line, finding.code) for finding in found(path, tmp_path)} == expected(
        path.read_text(encoding="utf-8")
    )


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_a_good_config_has_no_finding(path, tmp_path):
    assert [finding.as_dict() for finding in found(path, tmp_path)] == []


def test_every_rule_has_a_bad_config():
    seen = {code for path in BAD for _, code in expected(path.read_text(encoding="utf-8"))}
    assert seen == {rule.code for rule in RULES}
