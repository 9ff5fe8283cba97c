"""A training script -> what the program does with its learning rate; nothing of the script is executed."""

from __future__ import annotations

import ast
import re
from functools import cache

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.all_libraries import load_descriptions
from paddle_lrkit.scripts.program import Program
from paddle_lrkit.scripts.read_options import ReadOptions
from paddle_lrkit.scripts.reader.entry import run_uncalled
from paddle_lrkit.scripts.reader.finish import finished
from paddle_lrkit.scripts.reader.machine import MOST_WORK, Machine, ProgramEndsError, TooMuchWorkError
from paddle_lrkit.scripts.reader.modules import MOST_LETTERS, parsed
from paddle_lrkit.scripts.reader.objects import Module
from paddle_lrkit.scripts.reader.rounds import trains
from paddle_lrkit.scripts.reader.statements import run
from paddle_lrkit.scripts.source_text import read_script
from paddle_lrkit.scripts.syntax_reason import syntax_reason
from paddle_lrkit.scripts.unknown import CodePlace

_TRAINS = re.compile(r"""["'](--?(?:do[_-]?)?train)["']""")
_WORK_OF_ONE = 80_000
"""After a reading that took more work than this, the script is not read again with lengths that fit better."""
_AGAIN = 4
"""How much more work a reading with another length may take."""
_MOST_READINGS = 4
"""How often a script is read again with lengths that fit better."""


class NotPythonError(ConfigError):
    """A script is not valid Python."""


def read_program(file: str, files: ConfigFiles, options: ReadOptions | None = None) -> Program:
    """What a script does with its learning rate, from its source.

    Args:
        file: The script.
        files: The files that the command has read so far.
        options: What the user says about the script.

    Raises:
        ConfigError: The file cannot be opened or is not valid Python, which is a `NotPythonError`.
    """
    return _read(file, files, options or ReadOptions(), MOST_WORK)


def _read(file: str, files: ConfigFiles, options: ReadOptions, most_work: int) -> Program:
    load_descriptions()
    text = read_script(file, files)
    if len(text) > MOST_LETTERS:
        raise ConfigError(tr("larger than {} KiB, the limit for a script", MOST_LETTERS // 1024), file=file)
    try:
        tree = parsed(text, file)
    except SyntaxError as error:
        raise NotPythonError(tr("not valid Python: {}", syntax_reason(error)), file=file, line=error.lineno) from None
    except (ValueError, RecursionError, MemoryError):
        raise ConfigError(tr("its expressions or blocks are nested too deeply"), file=file) from None
    machine = Machine(file, files, options, most_work=most_work)
    _run(machine, tree)
    for _ in range(_MOST_READINGS):
        if not machine.surprised or machine.work > _WORK_OF_ONE:
            break
        machine = Machine(file, files, options, machine.expected, most_work)
        _run(machine, tree)
    if not trains(machine.trace) and (switch := _switch(text, machine.options)):
        return _read(file, files, options._replace(settings=(*options.settings, (switch, "1"))), most_work)
    program = finished(machine)
    least = max(_AGAIN * machine.work, _WORK_OF_ONE // _AGAIN)
    program.reread = cache(lambda steps: _read(file, files, options._replace(steps_per_epoch=steps), least))
    return program


def _switch(text: str, options: ReadOptions) -> str:
    """The option that makes a script train, such as ``--do_train``, where the user has not given it."""
    found = _TRAINS.search(text)
    given = found is None or any(argument.startswith(found[1]) for argument in options.arguments)
    name = "" if given or found is None else found[1].lstrip("-").replace("-", "_")
    return "" if name in dict(options.settings) else name


def _run(machine: Machine, tree: ast.Module) -> None:
    module = machine.modules[machine.file] = Module("__main__", machine.file)
    machine.module = module
    try:
        run(machine, tree.body, module.namespace)
        run_uncalled(machine, module)
    except ProgramEndsError as ended:
        if ended.error != "SystemExit":
            machine.program.stopped = (ended.place, f"{ended.error}: {ended.message}")
    except TooMuchWorkError:
        _given_up(machine, tr("it takes more work to read than is spent on one script"))
    except RecursionError:
        _given_up(machine, tr("its expressions or blocks are nested too deeply"))


def _given_up(machine: Machine, why: str) -> None:
    """The rest of the script is not read, so nothing is sure of what was found so far."""
    place, program = CodePlace(machine.current_file, 1), machine.program
    program.whole = False
    machine.note(place, why)
    for schedule in program.schedules:
        machine.note(place, why, schedule.number)
    for optimizer in program.optimizers:
        machine.note(place, why, optimizer.number, "optimizer")
