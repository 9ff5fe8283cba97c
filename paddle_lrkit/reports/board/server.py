"""The process that runs VisualDL's server, started with ``python -m``."""

from __future__ import annotations

import os
import struct
import sys
import threading
from collections.abc import Collection
from typing import Any

from paddle_lrkit.messages import Message
from paddle_lrkit.reports.board.application import change_application
from paddle_lrkit.reports.board.host_names import answers_to
from paddle_lrkit.reports.board.listing import list_shown_runs, round_metrics
from paddle_lrkit.reports.board.loss_lines import add_loss_lines
from paddle_lrkit.reports.board.pages import change_pages
from paddle_lrkit.runs.vdl_home import importable_home

_HEADER = struct.Struct("<Q")
_LARGEST_RECORD = 1 << 30
_REFUSAL = Message("lrkit board does not answer to this host name; add it with --allow-host NAME")


def main(directory: str, listener: int, smoothing: float, names: list[str], arguments: list[str]) -> None:
    """Serves the runs below a directory until standard input ends.

    The server works in the parent of the directory, so that runs have names such as ``runs/first`` instead of whole
    paths. Telemetry is off, and requests to its own address do not go through a proxy.

    Args:
        directory: Absolute path.
        listener: Number of a socket that listens on the host and port of the arguments.
        smoothing: Weight of the moving average that the charts open with.
        names: See `answer_to`.
        arguments: Arguments of VisualDL.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = "*"
    parent, name = os.path.split(directory)
    sys.argv = ["visualdl", f"--logdir={name or '.'}", "--disable-telemetry", *arguments]
    with importable_home():
        from visualdl import LogReader
        from visualdl.reader import record_reader
        from visualdl.server import app, lib
    wait_for_whole_records(record_reader._RecordReader)
    accept_english_last(app)
    change_pages(app, smoothing)
    list_shown_runs(LogReader, lib)
    round_metrics(lib)
    add_loss_lines(lib)
    answer_on(app, listener)
    answer_to(app, names)
    os.chdir(parent)
    app.main()


def wait_for_whole_records(reader_class: Any) -> None:
    """Makes VisualDL's reader stop before an incomplete record, and read it again later.

    The original passes a torn record on, which ends the server, and loses its position in a file that is being
    written.

    Args:
        reader_class: ``visualdl.reader.record_reader._RecordReader``.
    """

    def get_next(self: Any) -> None:
        self._curr_event = None
        header = _fill(self, _HEADER.size)
        (length,) = _HEADER.unpack(header[: _HEADER.size])
        if not 0 < length <= _LARGEST_RECORD:
            raise EOFError("no record follows")
        record = _fill(self, _HEADER.size + length)
        self._lrkit_unread = b""
        self._curr_event = record[_HEADER.size :]

    reader_class._lrkit_unread = b""
    reader_class.get_next = get_next


def accept_english_last(server: Any) -> None:
    """Makes the server answer in English if a browser accepts neither English nor Chinese; the original fails.

    Args:
        server: The module ``visualdl.server.app``.
    """

    def change(application: Any) -> None:
        answer = application.wsgi_app

        def answer_in_a_known_language(environ: dict[str, Any], start_response: Any) -> Any:
            asked = environ.get("HTTP_ACCEPT_LANGUAGE")
            environ["HTTP_ACCEPT_LANGUAGE"] = f"{asked},en;q=0.001" if asked else "en"
            return answer(environ, start_response)

        application.wsgi_app = answer_in_a_known_language

    change_application(server, change)


def answer_on(server: Any, listener: int) -> None:
    """Makes the server use a socket that listens already instead of its own.

    Args:
        server: The module ``visualdl.server.app``.
        listener: Number of the socket.
    """
    from werkzeug.serving import make_server

    def change(application: Any) -> None:
        def run(host: str, port: int, **_: Any) -> None:
            make_server(host, port, application, fd=listener).serve_forever()

        application.run = run

    change_application(server, change)


def answer_to(server: Any, names: Collection[str]) -> None:
    """Makes the server refuse requests for other hosts, as a page sends them whose name was rebound to this machine.

    Args:
        server: The module ``visualdl.server.app``.
        names: From `answered_names`.
    """

    def change(application: Any) -> None:
        answer = application.wsgi_app

        def answer_to_own_names(environ: dict[str, Any], start_response: Any) -> Any:
            if answers_to(environ.get("HTTP_HOST"), names):
                return answer(environ, start_response)
            refusal = f"{_REFUSAL}\n".encode()
            headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(refusal)))]
            start_response("403 Forbidden", headers)
            return [refusal]

        application.wsgi_app = answer_to_own_names

    change_application(server, change)


def _fill(reader: Any, size: int) -> bytes:
    """The unread bytes of a reader, at least ``size``; EOFError if the file does not have that many yet."""
    missing = size - len(reader._lrkit_unread)
    if missing > 0:
        reader._lrkit_unread += reader.file_handle.read(missing)
    if len(reader._lrkit_unread) < size:
        raise EOFError("the record is incomplete")
    return bytes(reader._lrkit_unread)


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4].split(","), sys.argv[5:])
