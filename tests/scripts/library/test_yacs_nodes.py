"""``yacs`` configs."""

import pytest

from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.fake_reader import PLACE, run

START = """
c = yacs.config.CfgNode()
c.LR = 0.1
c.NAME = 'a'
c.SOLVER = yacs.config.CfgNode()
c.SOLVER.STEPS = (1, 2)
"""
FILES = {"a.yml": "{LR: 1e-4, SOLVER: {STEPS: [3, 4]}, NAME: sgd}"}


def test_a_file_replaces_values_and_text_becomes_numbers():
    source = START + "c.merge_from_file('a.yml')\nc.freeze()\n[c.LR, c.SOLVER.STEPS, c.NAME]"
    assert run(source, files=FILES) == [1e-4, (3, 4), "sgd"]


def test_a_list_replaces_values():
    source = START + "c.merge_from_list(['SOLVER.STEPS', '(5, 6)', 'LR', 2])\nd = c.clone()\n[d.LR, d.SOLVER.STEPS]"
    assert run(source) == [2, (5, 6)]


def test_another_node_replaces_values():
    assert run(START + "d = c.clone()\nd.LR = 9\nc.merge_from_other_cfg(d)\nc.LR") == 9
    assert run(START + "d = c.clone()\nd.LR = 9\nc.LR") == 0.1


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("c.merge_from_file('b.yml')", "comes from b.yml, which is not there"),
        ("c.merge_from_file(u)", "is not known"),
        ("c.merge_from_list(u)", "is not known"),
        ("c.merge_from_list(['NO.KEY', 1])", "is no key of the config"),
    ],
)
def test_what_is_not_known_leaves_no_value_known(call, why):
    names = {"u": Unknown("args.cfg", "is not known", PLACE)}
    for key in ("LR", "SOLVER.STEPS"):
        found = run(START + call + f"\nc.{key}", names=dict(names))
        assert (type(found), found.why) == (Unknown, why)
        assert key in found.text
