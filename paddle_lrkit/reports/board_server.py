"""The process in which `lrkit board` runs VisualDL's server; it is started with ``python -m``."""

from __future__ import annotations

import os
import struct
import sys
import threading
from typing import Any

from paddle_lrkit.runs.vdl_home import importable_home

_HEADER = struct.Struct("<Q")
_LARGEST_RECORD = 1 << 30
_SET_SMOOTHING = """<script>
if (localStorage.getItem("lrkit_smoothing") !== "VALUE") {
  localStorage.setItem("lrkit_smoothing", "VALUE");
  localStorage.setItem("scalar_smoothing", "VALUE");
}
</script>"""


def main(directory: str, door: int, smoothing: float, arguments: list[str]) -> None:
    """Serves the runs below a directory until standard input ends.

    The server works in the parent of the directory, so that runs are named ``runs/first`` and not by their whole
    path. Its telemetry is off, and what it asks its own address does not go through a proxy.

    Args:
        directory: Absolute path.
        door: Number of a socket that listens where the arguments say.
        smoothing: See `open_with_smoothing`.
        arguments: Of VisualDL.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = "*"
    parent, name = os.path.split(directory)
    sys.argv = ["visualdl", f"--logdir={name or '.'}", "--disable-telemetry", *arguments]
    with importable_home():
        from visualdl.reader import record_reader
        from visualdl.server import app
    wait_for_whole_records(record_reader._RecordReader)
    accept_english_last(app)
    open_with_smoothing(app, smoothing)
    answer_at(app, door)
    os.chdir(parent)
    app.main()


def wait_for_whole_records(reader_class: Any) -> None:
    """Makes VisualDL's reader stop before a record that is not whole, and try it again at the next read.

    As it is, the reader hands a torn record on, which ends the server, and loses its place in a file that is being
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
    """Makes the server answer in English when a browser asks for neither English nor Chinese; as it is, it fails.

    Args:
        server: The module ``visualdl.server.app``.
    """
    create_app = server.create_app

    def create(args: Any) -> Any:
        application = create_app(args)
        answer = application.wsgi_app

        def answer_in_a_known_language(environ: dict[str, Any], start_response: Any) -> Any:
            asked = environ.get("HTTP_ACCEPT_LANGUAGE")
            environ["HTTP_ACCEPT_LANGUAGE"] = f"{asked},en;q=0.001" if asked else "en"
            return answer(environ, start_response)

        application.wsgi_app = answer_in_a_known_language
        return application

    server.create_app = create


def open_with_smoothing(server: Any, smoothing: float) -> None:
    """Makes the pages open with a moving average of this weight; as they are, they take 0.6.

    The page keeps the slider's value in the browser, and forgets what an address says about it. So a script puts the
    value there, once for each value: what a person chooses afterwards stays.

    Args:
        server: The module ``visualdl.server.app``.
        smoothing: Weight of what came before, at least 0 and below 1.
    """
    create_app = server.create_app
    script = _SET_SMOOTHING.replace("VALUE", f"{smoothing:g}").encode()

    def create(args: Any) -> Any:
        application = create_app(args)

        def add_script(response: Any) -> Any:
            if response.mimetype == "text/html" and not response.direct_passthrough:
                response.set_data(response.get_data().replace(b"<head>", b"<head>" + script, 1))
            return response

        application.after_request(add_script)
        return application

    server.create_app = create


def answer_at(server: Any, door: int) -> None:
    """Makes the server take its questions from a socket that listens already, in the place of one of its own.

    Args:
        server: The module ``visualdl.server.app``.
        door: Number of the socket.
    """
    from werkzeug.serving import make_server

    create_app = server.create_app

    def create(args: Any) -> Any:
        application = create_app(args)

        def run(host: str, port: int, **_: Any) -> None:
            make_server(host, port, application, fd=door).serve_forever()

        application.run = run
        return application

    server.create_app = create


def _fill(reader: Any, size: int) -> bytes:
    """The unread bytes of a reader, brought to a size; EOFError when the file does not have that many yet."""
    missing = size - len(reader._lrkit_unread)
    if missing > 0:
        reader._lrkit_unread += reader.file_handle.read(missing)
    if len(reader._lrkit_unread) < size:
        raise EOFError("the record is not whole yet")
    return bytes(reader._lrkit_unread)


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4:])
