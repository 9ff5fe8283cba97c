"""A small reader, with which the descriptions of libraries are tested without the interpreter."""

from __future__ import annotations

import ast

from paddle_lrkit.scripts.library.all_libraries import load_descriptions
from paddle_lrkit.scripts.library.attributes import plain_instance
from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described, External, LibraryObject
from paddle_lrkit.scripts.read_options import ReadOptions
from paddle_lrkit.scripts.unknown import CodePlace, Unknown, assumed, rests_on

PLACE = CodePlace("train.py", 1)


class StoppedError(Exception):
    """The program raises an exception."""


class FakeReader:
    """Knows plain values, objects of libraries and Python functions in the place of those of a script."""

    def __init__(self, arguments=(), settings=(), files=None, names=None):
        load_descriptions()
        self.file, self.arguments, self.files = "train.py", tuple(arguments), files or {}
        self.options = ReadOptions(arguments=tuple(arguments), settings=tuple(settings))
        self.names = names or {}
        self.doubtful, self.decisions, self.memory, self.guarded = {}, [], {}, 1

    def unknown(self, text, why, place):
        return Unknown(text, why, place)

    def call(self, function, positional, named, place):
        return self.called(function, Arguments(list(positional), dict(named), place, self, {}, {}, text="function"))

    def called(self, function, arguments):
        if isinstance(function, External):
            function = LIBRARY.get(function.path)
        if isinstance(function, Unknown):
            return Unknown(f"{function.text}()", function.why, function.place)
        if isinstance(function, Described):
            return function.function(arguments)
        if isinstance(function, LibraryObject):
            return function.call(arguments)
        return function(*arguments.positional, **arguments.named) if callable(function) else arguments.unknown()

    def get(self, value, name, place):
        if isinstance(value, Unknown):
            return Unknown(f"{value.text}.{name}", value.why, value.place)
        if isinstance(value, External):
            found = LIBRARY.get(f"{value.path}.{name}")
            return External(f"{value.path}.{name}") if found is None or isinstance(found, Described) else found
        if isinstance(value, LibraryObject):
            return value.attribute(name, self, place)
        if isinstance(value, Described) and value.kind is not None:
            return External(f"{value.name}.{name}")
        for kind in type(value).__mro__:
            method = LIBRARY.get(f"{kind.__name__}.{name}")
            if method is not None:
                return Described(lambda given, method=method: method.function(_with_self(given, value)), name)
        return Unknown(f"{value!r}.{name}", "is not there", place)

    def set(self, value, name, new, place):
        value.set_attribute(name, new, self, place)

    def has(self, value, name, place):
        return value.has(name) if isinstance(value, LibraryObject) else None

    def is_instance(self, value, kind):
        return plain_instance(value, kind)

    def setting(self, name):
        return dict(self.options.settings).get(name)

    def assume(self, name, value):
        return assumed(value, {name})

    def depends(self, kind, left, right, outcome, place):
        self.decisions.append((kind, left, right, outcome))

    def placed(self, container, key, place):
        pass

    def evaluated(self, text, place):
        try:
            return self.evaluate(ast.parse(text, mode="eval").body)
        except (SyntaxError, TypeError):
            return None

    def imported(self, name):
        return External(name)

    def truth(self, value):
        if isinstance(value, LibraryObject):
            return value.truth()
        return None if isinstance(value, Unknown) else bool(value)

    def length(self, value, place):
        if isinstance(value, Unknown):
            return assumed(1000, {f"len({value.text})"})
        return value.length(self, place) if isinstance(value, LibraryObject) else len(value)

    def items(self, value):
        known = isinstance(value, (list, tuple, dict, str, set, frozenset, range)) and id(value) not in self.doubtful
        return list(value) if known else None

    def text_of(self, path):
        return self.files.get(path)

    def apart(self, action, name):
        return action()

    def stop(self, error, message, place):
        raise StoppedError(f"{error}: {message}")

    def changed(self, container, key, value):
        if isinstance(container, LibraryObject):
            setattr(container, key, value)
        elif key is not None:
            container[key] = value
        else:
            container.clear()
            (container.extend if isinstance(container, list) else container.update)(value)

    def doubt(self, container):
        self.doubtful[id(container)] = container
        return container

    # a few expressions, so that tests can be written like a script

    def run(self, source):
        """The value of the last line; lines are expressions and assignments to names."""
        value = None
        for line in ast.parse(source).body:
            value = self.evaluate(line.value)
            if isinstance(line, ast.Assign):
                target = line.targets[0]
                if isinstance(target, ast.Name):
                    self.names[target.id] = value
                else:
                    self.set(self.evaluate(target.value), target.attr, value, PLACE)
        return value

    def evaluate(self, node):
        match node:
            case ast.Constant():
                return node.value
            case ast.Name():
                found = self.names.get(node.id, LIBRARY.get(node.id, External(node.id)))
                return found
            case ast.Attribute():
                return self.get(self.evaluate(node.value), node.attr, PLACE)
            case ast.List():
                return [self.evaluate(part) for part in node.elts]
            case ast.Tuple():
                return tuple(self.evaluate(part) for part in node.elts)
            case ast.Set():
                return {self.evaluate(part) for part in node.elts}
            case ast.Dict():
                return {self.evaluate(k): self.evaluate(v) for k, v in zip(node.keys, node.values, strict=True)}
            case ast.UnaryOp():
                return -self.evaluate(node.operand)
            case ast.BinOp():
                return self.binary(node)
            case ast.Subscript():
                value, key = self.evaluate(node.value), self.evaluate(node.slice)
                if isinstance(value, Unknown):
                    return Unknown(f"{value.text}[{key!r}]", value.why, value.place)
                return value.item(key, self, PLACE) if isinstance(value, LibraryObject) else value[key]
            case ast.Call():
                positional = [self.evaluate(part) for part in node.args]
                named = {part.arg: self.evaluate(part.value) for part in node.keywords}
                text = ast.unparse(node.func)
                return self.called(
                    self.evaluate(node.func), Arguments(positional, named, PLACE, self, {}, {}, text=text)
                )
        raise TypeError(ast.unparse(node))

    def binary(self, node):
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}[type(node.op)]
        for value, other, swapped in ((left, right, False), (right, left, True)):
            if isinstance(value, LibraryObject):
                return value.operate(sign, other, swapped, self, PLACE)
        result = {"+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right}
        return assumed(result.get(sign, lambda: left / right)(), rests_on(left) | rests_on(right))


def _with_self(given, value):
    return Arguments(
        [value, *given.positional], given.named, given.place, given.reader, {}, {}, given.incomplete, given.text
    )


def run(source, **options):
    """The value of a piece of a script."""
    return FakeReader(**options).run(source)
