"""Progress bars."""

import pytest

from paddle_lrkit.scripts.library.base import External
from paddle_lrkit.scripts.unknown import Unknown, assumed, rests_on
from tests.scripts.library.fake_reader import PLACE, FakeReader, run


@pytest.mark.parametrize("path", ["tqdm.tqdm", "tqdm.auto.tqdm", "tqdm.notebook.tqdm", "rich.progress.track"])
def test_a_loop_goes_over_what_is_wrapped(path):
    loader = Unknown("loader", "is a loader", PLACE)
    found = run(f"bar = {path}(loader, desc='x')\nbar.set_description('y')\nbar", names={"loader": loader})
    assert found.iterable(FakeReader(), PLACE) is loader
    assert rests_on(found.length(FakeReader(), PLACE)) == {"len(loader)"}
    assert run(f"list({path}([1, 2]))") == [1, 2]


def test_trange_is_a_range():
    assert run("list(tqdm.trange(1, 4))") == [1, 2, 3]
    found = run("tqdm.trange(n)", names={"n": assumed(3, {"len(loader)"})})
    assert rests_on(found.length(FakeReader(), PLACE)) == {"len(loader)"}


def test_a_bar_that_the_script_moves_itself():
    assert run("bar = tqdm.tqdm(total=5)\nbar.update(1)\nlen(bar)", names={"tqdm": External("tqdm")}) == 5
