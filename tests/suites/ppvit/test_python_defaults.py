"""A config.py is a list of assignments; nothing in it runs."""

import pytest

from paddle_lrkit.config.document import Mark
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.ppvit.python_defaults import python_defaults

HEAD = "_C = CN()\n_C.TRAIN = CN()\n"


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("4e-3", 0.004),
        ("-1", -1),
        ("None", None),
        ("'adam'", "adam"),
        ("(0.9, 0.999)", (0.9, 0.999)),
        ("53-4", 49),
        ("2 * 3 / 4", 1.5),
        ("CN()", {}),
        ("1 / 0", ...),
        ("2 ** 9", ...),
        ("'a' * 9", ...),
        ("__import__('os').getpid()", ...),
        ("[open('x')]", ...),
        ("CN(1)", ...),
    ],
)
def test_literals_and_sums_are_read(value, known):
    found = python_defaults(f"{HEAD}_C.TRAIN.KEY = {value}\n", "config.py")
    assert found.data == {"TRAIN": {} if known is ... else {"KEY": known}}
    if known is not ...:
        assert found.mark(("TRAIN", "KEY")) == Mark("config.py", 3)


def test_other_statements_are_passed_over():
    text = (
        f"import os\n{HEAD}a.b.c = 1\n_C.NONE.KEY = 1\n_C.TRAIN.KEY.SUB = 1\n_C.TRAIN.KEY = 2\n_C.TRAIN.KEY.SUB = 3\n"
    )
    assert python_defaults(text, "config.py").data == {"TRAIN": {"KEY": 2}}
    assert python_defaults("x = 1\n", "config.py") is None


@pytest.mark.parametrize("text", ["def (", "x = 1\n" * 50_000, "x = " + "-" * 90_000 + "1", "\0"])
def test_what_is_not_python_is_an_error(text):
    with pytest.raises(ConfigError, match=r"config\.py: (is not Python|must be a list of defaults)"):
        python_defaults(text, "config.py")
