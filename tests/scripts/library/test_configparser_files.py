"""INI and TOML files."""

import sys

import pytest

from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.fake_reader import run

INI = "c = configparser.ConfigParser()\nc.read('a.ini')\n"
FILES = {"a.ini": "[train]\nlr = 1e-3\nsteps = 3, 4\namp = yes\n", "a.toml": "lr = 1e-3\n[run]\nepochs = 3\n"}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("c.getfloat('train', 'lr')", 1e-3),
        ("c['train']['steps']", "3, 4"),
        ("c['train'].getboolean('amp')", True),
        ("c['train'].getint('epochs', 9)", 9),
        ("c.get('train', 'epochs', fallback='7')", "7"),
        ("c.sections()", ["train"]),
        ("c.has_option('train', 'lr')", True),
        ("dict(c.items('train'))['lr']", "1e-3"),
    ],
)
def test_an_ini_file(line, expected):
    assert run(INI + line, files=FILES) == expected


def test_an_ini_file_that_is_not_there():
    found = run(INI.replace("a.ini", "b.ini") + "c.getfloat('train', 'lr', fallback=3)")
    assert found.why == "comes from b.ini, which is not there"
    assert isinstance(run(INI + "c.get('train', 'epochs')", files=FILES), Unknown)
    assert "cannot be read" in run(INI + "c.get('train', 'lr')", files={"a.ini": "lr"}).why


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python reads TOML from 3.11 on")
def test_a_toml_file():
    assert run("toml.load('a.toml')", files=FILES) == {"lr": 1e-3, "run": {"epochs": 3}}
    assert run("tomllib.load(open('a.toml', 'rb'))['lr']", files=FILES) == 1e-3
    assert "not valid TOML" in run("toml.load('a.toml')", files={"a.toml": "a ="}).why
