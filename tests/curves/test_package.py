"""The package of the curves: names on demand, and never a file in the place of a function."""

import importlib
import pickle
import subprocess
import sys

import pytest

from paddle_lrkit import curves


def test_every_name_comes_from_a_private_file_or_a_combinator():
    for name in curves.__all__:
        value = getattr(curves, name)
        home = importlib.import_module(value.__module__)
        assert getattr(home, name) is value
        assert home.__name__.rpartition(".")[2].startswith(("_", "base", "compose", "transform"))


@pytest.mark.parametrize(
    "first", ["from paddle_lrkit.curves._cosine import cosine", "import paddle_lrkit.curves._cosine"]
)
def test_a_file_does_not_hide_its_function(first):
    program = (
        f"{first}\nfrom paddle_lrkit.curves import cosine, linear\nprint(cosine(0.1, 0, 2)(1), linear(0, 1, 2)(1))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "0.05 0.5\n"


def test_a_family_is_loaded_when_it_is_asked_for():
    program = "import sys, paddle_lrkit.curves as c; c.linear; print('paddle_lrkit.curves._rex' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_an_unknown_name():
    with pytest.raises(AttributeError, match="no attribute 'cosin'"):
        _ = curves.cosin
    with pytest.raises(ImportError):
        exec("from paddle_lrkit.curves import cosin")


def test_curves_are_still_pickled_by_name():
    curve = curves.linear(0.0, 0.1, 10).then(curves.cosine(0.1, 0.0, 90))
    assert pickle.loads(pickle.dumps(curve)) == curve
