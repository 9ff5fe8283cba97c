"""Paths and files of the project."""

import posixpath

import pytest

from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.fake_reader import run

SOURCES = [
    "os.path.join('conf', 'a.yml')",
    "os.path.dirname('tools/train.py')",
    "os.path.basename('tools/train.py')",
    "os.path.splitext('a.yml')",
    "os.path.normpath('a/../b')",
]


@pytest.mark.parametrize("source", SOURCES)
def test_the_same_as_python(source):
    import os

    assert run(source) == eval(source, {"os": os}) == eval(source.replace("os.path", "p"), {"p": posixpath})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("str(pathlib.Path('a') / 'b.yml')", "a/b.yml"),
        ("(pathlib.Path('x') / pathlib.Path('b.yml')).name", "b.yml"),
        ("pathlib.Path('a/b.yml').stem", "b"),
        ("pathlib.Path('a/b.yml').suffix", ".yml"),
        ("str(pathlib.Path('a/b.yml').parent)", "a"),
        ("str(pathlib.Path('a/b/c').parents[1])", "a"),
        ("str(pathlib.Path('a').joinpath('b', 'c'))", "a/b/c"),
        ("str(pathlib.Path('a/b.yml').with_suffix('.json'))", "a/b.json"),
        ("os.path.join(pathlib.Path('a'), 'b')", "a/b"),
    ],
)
def test_pathlib(source, expected):
    assert run(source) == expected


def test_files_of_the_project_are_read():
    files = {"conf/a.yml": "lr: 0.1"}
    assert run("yaml.safe_load(open(pathlib.Path('conf') / 'a.yml'))", files=files) == {"lr": 0.1}
    assert run("yaml.safe_load(pathlib.Path('conf/a.yml').read_text())", files=files) == {"lr": 0.1}
    assert run("os.path.exists('conf/a.yml')", files=files) is True
    assert run("pathlib.Path('conf/a.yml').is_file()", files=files) is True


def test_other_files_are_not_known():
    assert run("os.path.isfile('')") is False
    assert isinstance(run("os.path.exists('/etc/passwd')"), Unknown)
    assert isinstance(run("os.listdir('.')"), Unknown)
    assert isinstance(run("open('/etc/passwd').read()"), Unknown)
