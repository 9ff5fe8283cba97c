"""The terminal's streams: control characters become codes, line ends stay, nothing goes around the filter."""

from __future__ import annotations

import io
import json
import logging
import sys

import click
import pytest

from paddle_lrkit.reports.output import print_document, print_text
from paddle_lrkit.terminal import TerminalStream, filter_streams, filtered_streams, unfiltered, unfiltered_streams

TITLE = "\x1b]0;owned\x07\u202e"
CODES = "\\x1b]0;owned\\x07\\u202e"


class Terminal(io.StringIO):
    def isatty(self):
        return True


def use_terminal(monkeypatch):
    """Makes standard output a terminal that shows colors."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stdout", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return stream


def written(encoding):
    raw = io.BytesIO()
    return raw, TerminalStream(io.TextIOWrapper(raw, encoding=encoding, newline="\n", write_through=True))


def test_a_stream_writes_codes_and_keeps_lines():
    raw, stream = written("utf-8")
    assert stream.write(f"一{TITLE}\n\tb\r\n") == len(TITLE) + 6
    stream.writelines(["c\r", "\x9b1m"])
    assert raw.getvalue().decode() == f"一{CODES}\n\tb\r\nc\\r\\u009b1m"
    assert (stream.encoding, stream.isatty()) == ("utf-8", False)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_characters_that_the_encoding_lacks_are_replaced(encoding):
    raw, stream = written(encoding)
    stream.write("学é\x1b\n")
    assert raw.getvalue() == ("?é\\x1b\n").encode(encoding, "replace")


def test_bytes_cannot_go_around_the_filter():
    _, stream = written("utf-8")
    assert not hasattr(stream, "buffer")
    with pytest.raises(TypeError):
        stream.write(b"\x1b")


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_click_and_python_write_through_the_filter(monkeypatch, encoding):
    raw, stream = written(encoding)
    monkeypatch.setattr(sys, "stderr", stream)
    click.echo(TITLE, err=True)
    click.echo(click.style(TITLE, fg="red"), err=True, color=True)
    print(TITLE, file=sys.stderr)
    logging.lastResort.emit(logging.makeLogRecord({"msg": TITLE, "levelno": logging.ERROR}))
    sys.excepthook(ValueError, ValueError(TITLE), None)
    text = raw.getvalue().decode()
    assert text.count(CODES) == 5
    assert not [letter for letter in text if letter != "\n" and not letter.isprintable()]


def test_the_streams_are_filtered_inside_the_block_only(capsys):
    before = sys.stdout, sys.stderr
    with filtered_streams():
        filter_streams()
        print(TITLE)
        with unfiltered_streams():
            assert (sys.stdout, sys.stderr) == before
        assert unfiltered(sys.stderr) is before[1]
    assert (sys.stdout, sys.stderr) == before
    assert capsys.readouterr().out == CODES + "\n"


def test_a_missing_stream_stays_missing(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    with filtered_streams():
        assert sys.stdout is None


def test_only_colors_of_print_text_reach_a_terminal(monkeypatch):
    terminal = use_terminal(monkeypatch)
    with filtered_streams():
        print_text(f"{click.style('ok', fg='green')} {TITLE}\x1b[2J")
        click.echo("\x1b[31mred")
    assert terminal.getvalue() == f"\x1b[32mok\x1b[0m {CODES}\\x1b[2J\n\\x1b[31mred\n"


def test_without_colors_print_text_prints_words(capsys):
    with filtered_streams():
        print_text(f"{click.style('ok', fg='green')} {TITLE}")
    assert capsys.readouterr().out == f"ok {CODES}\n"


def test_a_document_is_unchanged_for_a_program_and_filtered_in_a_terminal(monkeypatch):
    terminal = use_terminal(monkeypatch)
    with filtered_streams():
        print_document(TITLE)
    assert terminal.getvalue() == CODES
    file = io.StringIO()
    monkeypatch.setattr(sys, "stdout", file)
    with filtered_streams():
        print_document(TITLE)
    assert file.getvalue() == TITLE


def test_json_stays_the_same_json(capsys):
    names = ["\x7f\x85\x9b", "\u202e", "\U000e0041", "\udc80", "学"]
    with filtered_streams():
        print(json.dumps(names, ensure_ascii=False))
    assert json.loads(capsys.readouterr().out) == names
