"""A stand-in for the reader of scripts, for the tests of descriptions of libraries."""

from __future__ import annotations

from paddle_lrkit.scripts.library.all_libraries import load_descriptions
from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described
from paddle_lrkit.scripts.program import Program
from paddle_lrkit.scripts.read_options import NOMINAL, ReadOptions
from paddle_lrkit.scripts.unknown import CodePlace, Unknown, assumed

HERE = CodePlace("train.py", 7)


load_descriptions()


class Stopped(Exception):
    """The program raises an exception."""


class FakeReader:
    """What a description asks of the reader, without a script; records what happens."""

    file = "train.py"
    arguments = ()
    in_loop = False

    def __init__(self, steps_per_epoch=None, processes=None):
        self.options = ReadOptions(steps_per_epoch, processes=processes)
        self.program = Program("train.py")
        self.trace, self.loads, self.round = [], [], {}
        self.expected = {}

    def unknown(self, text, why, place):
        return Unknown(text, why, place)

    def happens(self, node):
        self.trace.append(node)

    def captured(self, action):
        outer, self.trace = self.trace, []
        try:
            return action(), self.trace
        finally:
            self.trace = outer

    def apart(self, action, name):
        return action()

    def stop(self, error, message, place):
        raise Stopped(f"{error}: {message}")

    def again(self, kind, place, same):
        return self.round.get((kind, place.line))

    def counted(self, value):
        return value if isinstance(value, (int, float)) else "metric"

    def loaded(self, what, subject, place):
        self.loads.append((what, subject))

    def changed(self, container, key, value):
        if key is None:
            container.clear()
            (container.update if isinstance(container, dict) else container.extend)(value)
        else:
            container[key] = value

    def assume(self, name, value):
        if name == "number of processes" and self.options.processes is not None:
            return self.options.processes
        value = self.expected.get(name, value)
        self.program.assumed.setdefault(name, value)
        return assumed(value, {name})

    def expect(self, name, value):
        self.expected[name] = value

    def batches(self, value):
        return self.assume(f"len({value.text})", self.options.steps_per_epoch or NOMINAL)

    def length(self, value, place):
        if isinstance(value, (list, tuple, dict, range)):
            return len(value)
        if hasattr(value, "iterable"):
            return value.length(self, place)
        return self.batches(value)

    def items(self, value):
        return list(value) if isinstance(value, (list, tuple, range)) else None

    def get(self, value, name, place):
        return value.attribute(name, self, place)

    def truth(self, value):
        return None if isinstance(value, Unknown) else bool(value)

    def call(self, function, positional, named, place):
        if isinstance(function, str):
            function = LIBRARY[function]
        arguments = Arguments(list(positional), dict(named), place, self, {}, {}, text="f")
        if isinstance(function, Described):
            return function.function(arguments)
        if hasattr(function, "iterable"):
            return function.call(arguments)
        return function(*positional, **named)

    def has(self, value, name, place):
        return None

    def is_instance(self, value, kind):
        return None

    # for tests

    def make(self, path, *positional, line=7, **named):
        """Calls a class or function by its full name."""
        return self.call(LIBRARY[path], positional, named, CodePlace("train.py", line))

    def do(self, value, name, *positional, line=7, **named):
        """Calls a method."""
        place = CodePlace("train.py", line)
        return self.call(value.attribute(name, self, place), positional, named, place)

    def kinds(self):
        """Kind and subject of what happened."""
        return [(event.kind, event.subject) for event in self.trace]
