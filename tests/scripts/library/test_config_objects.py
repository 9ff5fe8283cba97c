"""Config objects whose keys are attributes."""

import pytest

from paddle_lrkit.scripts.library.config_objects import unwrapped
from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.fake_reader import run

FILES = {"a.yml": "{lr: 1e-4, solver: {steps: [3, 4]}}"}


@pytest.mark.parametrize(
    "kind", ["easydict.EasyDict", "box.Box", "munch.Munch", "addict.Dict", "ml_collections.ConfigDict"]
)
def test_keys_are_attributes_at_any_depth(kind):
    start = f"c = {kind}({{'solver': {{'lr': 0.1}}, 'all': [{{'x': 1}}]}})\n"
    assert run(start + "c.solver.lr") == 0.1
    assert run(start + "c['solver']['lr']") == 0.1
    assert run(start + "c.all[0].x") == 1
    assert run(start + "c.solver.lr = 5\nc.solver.get('lr')") == 5
    assert run(start + "c.solver.update({'lr': 7})\nc.solver.lr") == 7
    assert run(start + "list(c.keys())") == ["solver", "all"]
    assert run(start + "len(c)") == 2
    assert isinstance(run(start + "c.epochs"), Unknown)


def test_a_config_of_a_file_that_is_not_there():
    found = run("c = easydict.EasyDict(yaml.safe_load(open('b.yml')))\nc.solver.lr")
    assert found.why == "comes from b.yml, which is not there"


def test_omegaconf_reads_numbers_and_arguments():
    start = "c = omegaconf.OmegaConf.load('a.yml')\n"
    assert run(start + "c.lr", files=FILES) == 1e-4
    merged = start + "c = omegaconf.OmegaConf.merge(c, omegaconf.OmegaConf.from_cli())\n"
    assert unwrapped(run(merged + "c", files=FILES, arguments=["lr=3e-2", "solver.gamma=0.5"])) == {
        "lr": 3e-2,
        "solver": {"steps": [3, 4], "gamma": 0.5},
    }
    assert run(start + "omegaconf.OmegaConf.to_container(c)", files=FILES) == {"lr": 1e-4, "solver": {"steps": [3, 4]}}


def test_a_copy_is_a_copy():
    start = "c = easydict.EasyDict({'a': {'b': [1]}})\nd = copy.deepcopy(c)\nd.a.b = 5\n"
    assert run(start + "c.a.b") == [1]
    assert run(start + "d.a.b") == 5
