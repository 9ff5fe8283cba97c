"""`lrkit board` serves pages on 127.0.0.1, shows truncated logs, and never leaves a process behind."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli import board
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.reports.board.process import listen
from paddle_lrkit.runs.vdl_records import FILE_NAME
from tests.programs import running

START = "from paddle_lrkit.cli.board import command; command()"
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def make_run(directory, steps=5):
    pytest.importorskip("visualdl")
    from paddle_lrkit.train.trackers.visualdl import VisualDLTracker

    tracker = VisualDLTracker(directory)
    for step in range(steps):
        tracker.log(step, {"rate/planned": 0.1})
    tracker.close()
    return directory / FILE_NAME


@contextmanager
def started(directory, *options, **environment):
    command = [sys.executable, "-u", "-c", START, str(directory), *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with running(command, **pipes, text=True, env={**os.environ, **environment}) as process:
        yield process, process.stdout.readline().split(" at ")[-1].partition("/scalar")[0]


def get(url):
    with OPENER.open(url, timeout=20) as response:
        return response.status, response.read().decode()


def charted(url, run):
    """The steps of a curve that the server shows."""
    _, body = get(f"{url}/api/scalar/list?run={run}&tag=rate/planned")
    return [step for _, step, _ in json.loads(body)["data"]]


def is_gone(url, seconds=20):
    address = ("127.0.0.1", int(url.split(":")[2].split("/")[0]))
    for _ in range(seconds * 10):
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            return True
        time.sleep(0.1)
    return False


def test_the_pages_are_served_until_ctrl_c(tmp_path):
    make_run(tmp_path / "runs" / "first")
    with started(tmp_path / "runs", "--port", "0", http_proxy="http://127.0.0.1:9") as (process, url):
        assert url.startswith("http://127.0.0.1:")
        status, page = get(url)
        assert status == 200
        assert "<html" in page
        assert "63a600296f8a71f576c4806376a9245b" not in page
        assert json.loads(get(f"{url}/api/runs")[1])["data"] == ["runs/first"]
        assert charted(url, "runs/first") == [0, 1, 2, 3, 4]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert "Traceback" not in process.stderr.read()
        assert is_gone(url)


def status_for(url, host):
    """What the server answers to a request with a ``Host`` header."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    connection.putrequest("GET", "/app/api/runs", skip_host=True)
    if host is not None:
        connection.putheader("Host", host)
    connection.endheaders()
    response = connection.getresponse()
    return response.status, response.read()


def test_a_foreign_host_name_is_refused(tmp_path):
    """A page whose name was rebound to this machine sends its own name."""
    make_run(tmp_path / "runs" / "first")
    with started(tmp_path / "runs", "--port", "0", "--allow-host", "gpu1.lan") as (_, url):
        port = urlsplit(url).port
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", "localhost:9000", "gpu1.lan"):
            status, body = status_for(url, host)
            assert (status, json.loads(body)["data"]) == (200, ["runs/first"])
        for host in (f"evil.example:{port}", "evil.example", "192.168.0.7", None):
            status, body = status_for(url, host)
            assert (status, b"first" in body) == (403, False)


@pytest.mark.parametrize("name", ["a,b", "http://a", "a:80", "", "a b"])
def test_a_name_that_is_no_host_name_is_refused(tmp_path, name):
    result = CliRunner().invoke(board.command, [str(tmp_path), "--allow-host", name])
    assert isinstance(result.exception, UsageError)


def page_language(url, language):
    request = urllib.request.Request(f"{url}/index", headers={"Accept-Language": language} if language else {})
    with OPENER.open(request, timeout=20) as response:
        return response.headers["Set-Cookie"].split(";")[0]


def test_the_address_of_the_server_leads_to_the_charts(tmp_path):
    make_run(tmp_path)
    with started(tmp_path, "--port", "0") as (_, url), OPENER.open(url.removesuffix("/app"), timeout=20) as response:
        assert response.url == f"{url}/scalar"


def test_the_browser_decides_the_language_and_english_is_the_last_resort(tmp_path):
    make_run(tmp_path)
    with started(tmp_path, "--port", "0") as (_, url):
        asked = (None, "en-GB", "zh-CN,zh;q=0.9,en;q=0.8", "fr-FR,fr;q=0.9", "fr,zh;q=0.5")
        shown = [page_language(url, language) for language in asked]
        assert shown == [f"vdl_lng={language}" for language in ("en", "en", "zh", "en", "zh")]


def test_sigterm_ends_it_too(tmp_path):
    make_run(tmp_path)
    with started(tmp_path, "--port", "0", "--language", "zh") as (process, url):
        assert page_language(url, "en") == "vdl_lng=zh"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        assert is_gone(url)


def test_a_killed_command_leaves_no_server(tmp_path):
    make_run(tmp_path)
    with started(tmp_path, "--port", "0") as (process, url):
        assert get(url)[0] == 200
        process.kill()
        process.wait(timeout=20)
        assert is_gone(url)


def test_a_torn_log_is_shown_up_to_its_last_whole_record(tmp_path):
    make_run(tmp_path / "sound")
    file = make_run(tmp_path / "torn")
    content = file.read_bytes()
    file.write_bytes(content[:-5])
    with started(tmp_path, "--port", "0") as (process, url):
        name = tmp_path.name
        assert charted(url, f"{name}/sound") == [0, 1, 2, 3, 4]
        assert charted(url, f"{name}/torn") == [0, 1, 2, 3]
        assert file.read_bytes() == content[:-5]
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)
        assert f"{file}: ends in the middle of a record" in process.stderr.read()


def test_two_boards_that_start_together_show_their_own_runs(tmp_path):
    make_run(tmp_path / "one" / "a")
    make_run(tmp_path / "two" / "b")
    with listen("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
    command = [sys.executable, "-u", "-c", START]
    with ExitStack() as stack:
        boards = []
        for name in ("one", "two"):
            call = [*command, str(tmp_path / name), "--port", str(port)]
            boards.append(stack.enter_context(running(call, stdout=subprocess.PIPE, text=True)))
        urls = [process.stdout.readline().split(" at ")[-1].partition("/scalar")[0] for process in boards]
        shown = [json.loads(get(f"{url}/api/runs")[1])["data"] for url in urls]
    assert shown == [["one/a"], ["two/b"]]


def test_a_directory_that_does_not_exist_is_one_sentence(tmp_path):
    result = CliRunner().invoke(board.command, [str(tmp_path / "nowhere")])
    assert isinstance(result.exception, UsageError)
    assert str(result.exception).startswith(f"{tmp_path / 'nowhere'}: no such directory")


@pytest.mark.parametrize(("options", "value"), [((), "0"), (("--smoothing", "0.6"), "0.6")])
def test_every_page_opens_without_smoothing_unless_it_is_asked_for(tmp_path, options, value):
    make_run(tmp_path)
    with started(tmp_path, "--port", "0", *options) as (_, url):
        for page in ("index", "scalar"):
            assert f'localStorage.setItem("scalar_smoothing", "{value}")' in get(f"{url}/{page}")[1]
        assert "localStorage" not in get(f"{url}/api/runs")[1]


@pytest.mark.parametrize("value", ["1", "-0.1", "much"])
def test_a_smoothing_that_the_page_does_not_know_is_refused(tmp_path, value):
    result = CliRunner().invoke(board.command, [str(tmp_path), "--smoothing", value])
    assert result.exit_code == 2
    assert "--smoothing" in result.output


def test_it_can_wait_for_the_first_run(tmp_path):
    directory = tmp_path / "output"
    command = [sys.executable, "-u", "-c", START, str(directory), "--port", "0", "--wait"]
    with running(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr.readline() == f"waiting for the first run in {directory} (Ctrl-C stops)\n"
        make_run(directory / "first")
        url = process.stdout.readline().split(" at ")[-1].partition("/scalar")[0]
        assert charted(url, "output/first") == [0, 1, 2, 3, 4]
        make_run(directory / "second")
        assert json.loads(get(f"{url}/api/runs")[1])["data"] == ["output/first", "output/second"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_wait_can_be_ended(tmp_path, number):
    command = [sys.executable, "-u", "-c", START, str(tmp_path), "--wait"]
    with running(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stderr.readline()
        process.send_signal(number)
        assert process.wait(timeout=20) == 0
        assert process.stderr.read() == process.stdout.read() == ""


def test_a_directory_without_runs_is_one_sentence(tmp_path):
    (tmp_path / "log.jsonl").touch()
    result = CliRunner().invoke(board.command, [str(tmp_path)])
    assert isinstance(result.exception, UsageError)
    assert "no run with VisualDL records" in str(result.exception)


def test_visualdl_that_is_missing_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = CliRunner().invoke(board.command, [str(tmp_path)])
    assert isinstance(result.exception, LrkitError)
    assert "pip install 'paddle-lrkit[train]'" in str(result.exception)


def test_a_file_that_visualdl_fails_on_is_named(tmp_path):
    make_run(tmp_path / "sound")
    (tmp_path / FILE_NAME).write_bytes((3).to_bytes(8, "little") + b"\xff\xff\xff")
    result = CliRunner().invoke(board.command, [str(tmp_path), "--port", "0"])
    assert isinstance(result.exception, LrkitError)
    assert str(result.exception).startswith(f"{tmp_path / FILE_NAME}: record 1 is not a VisualDL record")


def test_a_server_that_cannot_start_says_why(tmp_path, monkeypatch):
    make_run(tmp_path)
    broken = tmp_path / "broken" / "visualdl"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise RuntimeError('not this time')")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(broken.parent), os.getcwd()]))
    result = CliRunner().invoke(board.command, [str(tmp_path), "--port", "0"])
    assert isinstance(result.exception, LrkitError)
    assert str(result.exception) == "VisualDL stopped with exit code 1: RuntimeError: not this time"
