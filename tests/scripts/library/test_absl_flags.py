"""Flags of ``absl``."""

import pytest

from paddle_lrkit.scripts.library.base import External
from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.fake_reader import run

SOURCE = """
flags.DEFINE_float('lr', 0.1, 'the rate')
flags.DEFINE_integer('epochs', 90, 'x')
flags.DEFINE_bool('amp', False, 'x')
flags.DEFINE_list('milestones', '3,4', 'x')
FLAGS = flags.FLAGS
"""


def value(line, *arguments):
    return run(SOURCE + line, names={"flags": External("absl.flags"), "app": External("absl.app")}, arguments=arguments)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [((), [0.1, 90, False, ["3", "4"]]), (("--lr=0.5", "--amp", "--epochs", "3"), [0.5, 3, True, ["3", "4"]])],
)
def test_flags_have_their_values(arguments, expected):
    assert value("[FLAGS.lr, FLAGS.epochs, FLAGS.amp, FLAGS.milestones]", *arguments) == expected


def test_a_flag_that_is_written_keeps_its_value():
    assert value("FLAGS.lr = FLAGS.lr * 2\nFLAGS.lr") == 0.2
    assert value("rate = flags.DEFINE_float('rate', 3.0, 'x')\nrate.value") == 3.0


def test_a_flag_that_is_not_defined_is_not_known():
    assert isinstance(value("FLAGS.momentum"), Unknown)


def test_two_programs_share_nothing():
    assert value("FLAGS.lr = 7\nFLAGS.lr") == 7
    assert value("FLAGS.lr") == 0.1
