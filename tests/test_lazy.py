"""Packages whose names are imported on first use."""

import subprocess
import sys

import pytest

from paddle_lrkit.lazy import exports


@pytest.fixture
def package(tmp_path, monkeypatch):
    def write(file, text):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)

    lazy = "from paddle_lrkit.lazy import exports\n__getattr__, __dir__, __all__ = exports(__name__, __file__)\n"
    write("lazy_example/__init__.py", lazy)
    write(
        "lazy_example/__init__.pyi",
        "from . import part as part\nfrom .part import *\nfrom ._ramp import ramp as ramp\n",
    )
    write("lazy_example/_ramp.py", "ramp = 'a ramp'\n")
    write("lazy_example/part/__init__.py", lazy)
    write("lazy_example/part/__init__.pyi", "from ._wave import wave as wave\n")
    write("lazy_example/part/_wave.py", "wave = 'a wave'\n")
    monkeypatch.syspath_prepend(tmp_path)


def test_names_come_from_the_stub(package):
    import lazy_example

    assert lazy_example.__all__ == dir(lazy_example) == ["part", "ramp", "wave"]
    assert (lazy_example.ramp, lazy_example.wave, lazy_example.part.wave) == ("a ramp", "a wave", "a wave")


def test_a_name_that_the_stub_lacks(package):
    import lazy_example

    with pytest.raises(AttributeError, match="module 'lazy_example' has no attribute 'waves'"):
        _ = lazy_example.waves


def test_a_package_without_a_stub(tmp_path):
    with pytest.raises(FileNotFoundError):
        exports("p", str(tmp_path / "__init__.py"))


def test_without_paddle_a_scheduler_is_one_sentence():
    code = (
        "import sys; sys.modules['paddle'] = None\n"
        "import paddle_lrkit\n"
        "try:\n    paddle_lrkit.CosineAnnealingDecay\nexcept ImportError as error:\n    print(error, error.__cause__)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told == "CosineAnnealingDecay needs Paddle: pip install 'paddle-lrkit[cpu]' None\n"
