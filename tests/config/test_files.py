"""Files of a command: each is opened once, and parsed once."""

from __future__ import annotations

import builtins
import os
import threading

import pytest

from paddle_lrkit.config import files as module
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.yaml11 import parse_yaml11
from paddle_lrkit.config.yaml_loader import parse_yaml
from paddle_lrkit.errors import ConfigError


@pytest.fixture
def opened(monkeypatch):
    """The names of the files that were opened."""
    names = []
    real = builtins.open

    def recording(file, *arguments, **options):
        names.append(str(file))
        return real(file, *arguments, **options)

    monkeypatch.setattr(builtins, "open", recording)
    return names


def test_a_file_is_opened_once_under_all_its_names(tmp_path, monkeypatch, opened):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yml").write_bytes(b"\xef\xbb\xbfa: 1\r\n")
    (tmp_path / "link.yml").symlink_to("a.yml")
    opened.clear()
    files = ConfigFiles()
    names = ("a.yml", "./a.yml", "link.yml", str(tmp_path / "a.yml"))
    assert {files.text(name) for name in names} == {"a: 1\r\n"}
    assert files.content("a.yml") == b"\xef\xbb\xbfa: 1\r\n"
    assert opened == ["a.yml"]


def test_what_a_command_has_read_does_not_change(tmp_path):
    file, files = tmp_path / "a.yml", ConfigFiles()
    file.write_text("a: 1")
    assert files.text(str(file)) == "a: 1"
    file.write_text("a: 22")
    assert (files.text(str(file)), ConfigFiles().text(str(file))) == ("a: 1", "a: 22")


def test_a_pipe_is_read_once(tmp_path):
    pipe, files = tmp_path / "pipe", ConfigFiles()
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("a: 1",))
    writer.start()
    assert [files.text(str(pipe)) for _ in range(3)] == ["a: 1"] * 3
    writer.join()


def test_what_cannot_be_read_is_an_error_each_time(tmp_path):
    files = ConfigFiles()
    for _ in range(2):
        with pytest.raises(ConfigError, match="cannot be read: No such file"):
            files.text(str(tmp_path / "a.yml"))


def test_only_so_many_files_are_kept(tmp_path, monkeypatch, opened):
    monkeypatch.setattr(module, "_MOST_NAMES", 2)
    names = [str(tmp_path / name) for name in "abc"]
    for name in names:
        with open(name, "w") as stream:
            stream.write(name)
    opened.clear()
    files = ConfigFiles()
    assert [files.text(name) for name in [*names, names[2], names[0]]] == [*names, names[2], names[0]]
    assert opened == [*names, names[0]]


def test_another_text_stands_for_a_file_that_need_not_be_there(tmp_path):
    path, there = tmp_path / "new.yml", tmp_path / "there.yml"
    there.write_text("a: 1\n", encoding="utf-8")
    files = ConfigFiles()
    other = files.with_text(str(path), "a: 2\n").with_text(str(there), "a: 3\n")
    assert (other.text(str(path)), other.text(str(there)), files.text(str(there))) == ("a: 2\n", "a: 3\n", "a: 1\n")
    assert not path.exists()


def test_a_file_is_parsed_once_under_all_its_names(tmp_path):
    file, other = tmp_path / "a.yml", tmp_path / "x" / ".." / "a.yml"
    files, names = ConfigFiles(), []
    (tmp_path / "x").mkdir()
    file.write_text("a:\n  b: 1\n")

    def parse(text, name):
        names.append(name)
        return parse_yaml11(text, name)

    first, again, renamed = (files.parsed(str(name), parse) for name in (file, file, other))
    assert (names, first is again) == ([str(file)], True)
    assert renamed == parse_yaml11("a:\n  b: 1\n", str(other))
    assert first == parse_yaml11("a:\n  b: 1\n", str(file))


def test_two_parsers_of_a_file_do_not_share(tmp_path):
    file, files = str(tmp_path / "a.yml"), ConfigFiles()
    (tmp_path / "a.yml").write_text("x: 1e-4")
    assert files.parsed(file, parse_yaml11).data == {"x": "1e-4"}
    assert files.parsed(file, parse_yaml).data == {"x": 0.0001}


def test_what_was_asked_for_last_is_kept(monkeypatch):
    monkeypatch.setattr(module, "_MOST_MADE", 2)
    files, made = ConfigFiles(), []
    for key in "abacab":
        assert files.once(key, lambda key=key: made.append(key) or key.upper()) == key.upper()
    assert made == ["a", "b", "c", "b"]
