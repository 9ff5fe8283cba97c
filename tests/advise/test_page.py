"""docs/advise.md shows the data that ships."""

from pathlib import Path

import pytest

from tests.advise.guide_page import tables

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "advise.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", tables())
def test_the_page_has_the_table(name):
    missing = [line for line in tables()[name] if line not in PAGE.splitlines()]
    assert missing == []


def test_the_page_names_every_option():
    from paddle_lrkit.cli.advise import command

    options = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
    assert [option for option in options if option not in PAGE] == []
