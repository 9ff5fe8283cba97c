import pytest

from paddle_lrkit.config.omegaconf_yaml import parse_omegaconf
from paddle_lrkit.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("1e-4", 1e-4), ("1e2", 100.0), ("+1E3", 1000.0), (".5e+1", 5.0), ("1_0e1", 100.0), ("1.", 1.0)),
        *((".5e1", ".5e1"), ("'1e-4'", "1e-4"), ('"3"', "3"), ("1e", "1e"), ("2024-01-01", "2024-01-01")),
        *(("12", 12), ("010", 8), ("0x10", 16), ("1:30", 90), ("yes", True), ("~", None)),
    ],
)
def test_scalars_are_those_of_omegaconf_2_3(text, value):
    found = parse_omegaconf(f"a: {text}", "a.yml").data["a"]
    assert found == value
    assert type(found) is type(value)


def test_a_repeated_key_is_an_error_with_its_line():
    with pytest.raises(ConfigError, match=r"a.yml:3: a.x: the key is given twice, first in line 2"):
        parse_omegaconf("a:\n  x: 1\n  x: 2\n", "a.yml")
