"""``argparse`` parsers of a script."""

import argparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.fake_reader import PLACE, run

PARSER = """
parser = argparse.ArgumentParser(description='train', formatter_class=argparse.ArgumentDefaultsHelpFormatter)
parser.add_argument('--batch-size', '-b', type=int, default=32, help='100% of it')
parser.add_argument('--lr', type=float, default='1e-3')
parser.add_argument('--milestones', nargs='+', type=int, default=[30, 60])
parser.add_argument('--betas', nargs=2, type=float)
parser.add_argument('--amp', action='store_true')
parser.add_argument('--no-decay', dest='decay', action='store_false')
parser.add_argument('--cosine', action=argparse.BooleanOptionalAction, default=True)
parser.add_argument('--optimizer', choices=['sgd', 'adamw'], default='sgd')
parser.add_argument('-v', action='count', default=0)
parser.add_argument('--tag', action='append')
"""


def real_parser():
    space = {"argparse": argparse}
    exec(PARSER, space)
    return space["parser"]


def values(source, **options):
    return run(source, **options).values


LISTS = [
    [],
    ["-b", "8", "--lr", "0.5"],
    ["--batch-size=8", "--milestones", "1", "2", "3"],
    ["--betas", "0.9", "0.99", "--amp", "--no-decay", "--no-cosine"],
    ["--optim", "adamw", "-vv", "--tag", "a", "--tag", "b"],
]


@pytest.mark.parametrize("given_arguments", LISTS)
def test_the_same_as_the_real_parser(given_arguments):
    expected = vars(real_parser().parse_args(given_arguments))
    assert values(PARSER + "parser.parse_args()", arguments=given_arguments) == expected
    assert values(PARSER + f"parser.parse_args({given_arguments!r})", arguments=["--lr", "7"]) == expected


@given(st.integers(1, 10**6), st.floats(1e-9, 10), st.lists(st.integers(0, 500), min_size=1, max_size=5))
def test_numbers_come_through(batch, rate, milestones):
    found = values(
        PARSER + "parser.parse_args()",
        arguments=["-b", str(batch), "--lr", repr(rate), "--milestones", *map(str, milestones)],
    )
    assert (found["batch_size"], found["lr"], found["milestones"]) == (batch, rate, milestones)


def test_an_attribute_is_read_and_written():
    assert run(PARSER + "args = parser.parse_args()\nargs.lr = args.lr * 2\nargs.lr") == 0.002
    assert run(PARSER + "getattr(parser.parse_args(), 'missing', 4)") == 4
    assert run(PARSER + "hasattr(parser.parse_args(), 'lr')") is True


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("parser.add_argument('--config', required=True)", "--config"),
        ("parser.add_argument('config')", "config"),
        ("parser.add_argument('config', nargs='+')", "config"),
        ("parser.add_argument('config', nargs=2)", "config"),
    ],
)
def test_a_required_argument_that_is_not_given_is_not_known(line, shown):
    found = values(PARSER + line + "\nparser.parse_args()")
    assert str(found["config"]).startswith("`args.config` rests on the required")
    assert f" {shown}; give it after --" in str(found["config"])
    assert found["lr"] == 1e-3


def test_a_default_that_is_not_known_comes_through():
    unknown = Unknown("LR", "is not known", PLACE)
    found = values(
        "p = argparse.ArgumentParser()\np.add_argument('--lr', type=float, default=u, choices=[1.0])\np.parse_args()",
        names={"u": unknown},
    )
    assert found["lr"] is unknown


def test_an_option_that_is_not_known_leaves_other_names_open():
    source = (
        "p = argparse.ArgumentParser()\np.add_argument(u, default=3)\np.add_argument('--lr', default=2)\np.parse_args()"
    )
    unknown = Unknown("name", "is not known", PLACE)
    found = run(source, names={"u": unknown})
    assert found.values == {"lr": 2}
    assert isinstance(run(source + ".epochs", names={"u": unknown}), Unknown)


def test_a_type_of_the_script_is_called():
    found = values(
        "p = argparse.ArgumentParser()\np.add_argument('--amp', type=str2bool, default='no')\np.parse_args()",
        names={"str2bool": lambda text: text.lower() in ("yes", "true")},
        arguments=["--amp", "YES"],
    )
    assert found["amp"] is True


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--batchsize", "3"], "unrecognized arguments: --batchsize 3; did you mean '--batch-size'?"),
        (["--batch-size", "many"], "argument --batch-size/-b: invalid int value: 'many'"),
        (["--optimizer", "lion"], "argument --optimizer: invalid choice: 'lion'"),
    ],
)
def test_arguments_that_do_not_fit_are_an_error_at_the_call(arguments, message):
    with pytest.raises(ConfigError) as caught:
        run(PARSER + "parser.parse_args()", arguments=arguments)
    assert str(caught.value).startswith(f"train.py:1: the script's arguments do not fit: {message}")


def test_parse_known_args_gives_the_rest():
    space, rest = run(PARSER + "parser.parse_known_args()", arguments=["--other", "1", "--lr", "2"])
    assert (space.values["lr"], rest) == (2.0, ["--other", "1"])


def test_a_namespace_that_is_given_is_filled():
    source = PARSER + "space = argparse.Namespace(lr=3, other=4)\nparser.parse_args(['-b', '8'], namespace=space)"
    found = values(source)
    assert (found["lr"], found["other"], found["batch_size"], found["optimizer"]) == (3, 4, 8, "sgd")


def test_settings_replace_values():
    found = values(
        PARSER + "parser.parse_args()",
        settings=[("lr", "0.5"), ("batch-size", "4"), ("milestones", "3,6"), ("amp", "true"), ("decay", "no")],
    )
    assert (found["lr"], found["batch_size"], found["milestones"], found["amp"], found["decay"]) == (
        0.5,
        4,
        [3, 6],
        True,
        False,
    )
    with pytest.raises(ConfigError, match="invalid float value: 'fast'"):
        run(PARSER + "parser.parse_args()", settings=[("lr", "fast")])


def test_groups_parents_and_defaults_belong_to_the_parser():
    found = values(
        PARSER
        + """
child = argparse.ArgumentParser(parents=[parser], add_help=False)
group = child.add_argument_group('run')
group.add_argument('--epochs', default=90, type=int)
either = child.add_mutually_exclusive_group(required=True)
either.add_argument('--step', action='store_true')
either.add_argument('--poly', action='store_true')
child.set_defaults(lr=0.25)
child.parse_args()
""",
        arguments=["--poly"],
    )
    assert (found["epochs"], found["step"], found["poly"], found["lr"], found["batch_size"]) == (
        90,
        False,
        True,
        0.25,
        32,
    )


COMMANDS = """
parser = argparse.ArgumentParser()
parser.add_argument('--seed', type=int, default=1)
commands = parser.add_subparsers(dest='command')
train = commands.add_parser('train')
train.add_argument('--lr', type=float, default=0.1)
parser.parse_args()
"""


def test_a_command_that_is_given():
    assert values(COMMANDS, arguments=["--seed", "2", "train", "--lr", "3"]) == {
        "seed": 2,
        "command": "train",
        "lr": 3.0,
    }


def test_a_command_that_is_not_given_is_not_known():
    assert run(COMMANDS).values["seed"] == 1
    assert "give one of train after --" in str(run(COMMANDS.strip() + ".lr"))


@pytest.mark.parametrize("option", ["nargs=1000000000", "choices=many"])
def test_an_option_that_would_fill_the_memory_is_not_read(option):
    source = f"p = argparse.ArgumentParser()\np.add_argument('--lr', default=3, {option})\np.parse_args().lr"
    found = run(source, names={"many": range(10**12)})
    assert found == 3 or isinstance(found, Unknown)


def test_a_namespace_of_the_script():
    assert run("argparse.Namespace(lr=0.1).lr") == 0.1
    assert run("types.SimpleNamespace(lr=0.1, epochs=3).epochs") == 3
