"""``lrkit board``"""

from __future__ import annotations

import importlib.util
import webbrowser
from pathlib import Path

import click

from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.messages import current_language, tr
from paddle_lrkit.reports.board.host_names import WILDCARDS, answered_names, answers_to
from paddle_lrkit.reports.board.process import interrupt_on_sigterm, listen, serve
from paddle_lrkit.reports.board.runs import record_files, wait_for_run

_LOOPBACK = "127.0.0.1"
_PORT = 8040


@click.command(
    "board",
    epilog=examples(
        "lrkit board output",
        "lrkit board output --port 8080 --open",
    ),
)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="Port; 0 for any free one."
)
@click.option("--host", default=_LOOPBACK, show_default=True, help="Address to listen on.")
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="Answer to this host name too, besides localhost and --host. May be repeated.",
)
@click.option(
    "--language", type=click.Choice(["en", "zh"]), help="Language of the pages. [default: that of the browser]"
)
@click.option(
    "--smoothing",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.0,
    show_default=True,
    help="Moving average of the charts; 0 keeps the steps of a schedule sharp.",
)
@click.option("--wait", is_flag=True, help="Wait for the first run if there is none.")
@click.option("--open", "open_browser", is_flag=True, help="Open the page in the browser of this machine.")
@language_option
def command(
    directory: Path,
    port: int,
    host: str,
    names: tuple[str, ...],
    language: str | None,
    smoothing: float,
    wait: bool,
    open_browser: bool,
) -> None:
    """Show the runs in DIR in VisualDL until Ctrl-C. Runs that start later appear by themselves.

    With up to six runs, the chart of the training loss has two more lines for each: RUN (eval), the evaluation loss,
    and RUN (drops), where the rate drops. They can be switched off in the list of runs.

    VisualDL has no login. If a container publishes the port, `--host 0.0.0.0` lets everybody who can reach the port
    read the runs. It answers only to its own addresses and names, so that a web page cannot read them through your
    browser.
    """
    for name in names:
        if not answers_to(name, [name.lower()]):
            raise UsageError(tr("--allow-host {}: must be a host name such as gpu1.lan, without a port", name))
    if importlib.util.find_spec("visualdl") is None:
        raise LrkitError(tr("VisualDL is not installed; install it with: pip install 'paddle-lrkit[train]'"))
    serving = False

    def waiting() -> None:
        click.echo(tr("waiting for the first run in {} (Ctrl-C stops)", directory), err=True)

    def ready() -> None:
        click.echo(tr("VisualDL shows {} at {} (Ctrl-C stops)", directory, url))
        if open_browser:
            webbrowser.open(url)

    with interrupt_on_sigterm():
        try:
            if wait:
                wait_for_run(directory, waiting)
            for file in record_files(directory):
                _warn_about_torn_end(file)
            listener = listen(host, port)
            chosen = int(listener.getsockname()[1])
            _warn_about_address(host, port, chosen)
            url = f"http://{_LOOPBACK if host in WILDCARDS else host}:{chosen}/app/scalar"
            arguments = [f"{smoothing:g}", ",".join(answered_names(host, names)), "--host", host, "--port", str(chosen)]
            pages = language or ("zh" if current_language() == "zh" else None)
            arguments += ["--language", pages] if pages else []
            serving = True
            serve(directory, listener, arguments, url, ready)
        except KeyboardInterrupt:
            if serving:
                click.echo(tr("VisualDL has stopped"), err=True)


def _warn_about_address(host: str, wanted: int, port: int) -> None:
    if wanted not in (0, port):
        click.echo(tr("port {} is taken; using {}", wanted, port), err=True)
    if host != _LOOPBACK:
        click.echo(
            tr("listening on {}: VisualDL has no login, and everybody who can reach the port sees the runs", host),
            err=True,
        )


def _warn_about_torn_end(file: Path) -> None:
    from paddle_lrkit.runs.vdl_records import torn_bytes

    size = torn_bytes(file)
    if size:
        click.echo(
            tr("{}: ends in the middle of a record ({} bytes); the last whole record is shown", file, size), err=True
        )
