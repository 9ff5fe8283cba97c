"""docs/advise.md and its Chinese page show the data that ships."""

import pytest

from paddle_lrkit.messages import LANGUAGES
from tests.advise.guide_page import page, tables


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", tables("en"))
def test_the_page_has_the_table(name, language):
    lines = page(language).read_text(encoding="utf-8").splitlines()
    assert [line for line in tables(language)[name] if line not in lines] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_every_option(language):
    from paddle_lrkit.cli.advise import command

    text = page(language).read_text(encoding="utf-8")
    options = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
    assert [option for option in options if option not in text] == []
