"""The process of the script."""

import pytest

from paddle_lrkit.scripts.unknown import Unknown, rests_on
from tests.scripts.library.fake_reader import StoppedError, run


def test_arguments():
    assert run("sys.argv[1:]" if False else "list(sys.argv)", arguments=["--lr", "1"]) == ["train.py", "--lr", "1"]
    assert run("sys.argv[1]", arguments=["7"]) == "7"
    assert run("len(sys.argv)") == 1
    assert "give it after --" in run("sys.argv[1]").why


@pytest.mark.parametrize(
    ("source", "value", "names"),
    [
        ("int(os.environ.get('PADDLE_TRAINERS_NUM', 1))", 1, {"number of processes"}),
        ("int(os.getenv('WORLD_SIZE', '8'))", 1, {"number of processes"}),
        ("int(os.environ.get('RANK', 0))", 0, set()),
        ("float(os.environ.get('LR', '0.1'))", 0.1, {"environment variable LR"}),
    ],
)
def test_the_environment(source, value, names):
    found = run(source)
    assert (found, rests_on(found)) == (value, names)


def test_a_variable_without_a_default_is_not_known():
    assert isinstance(run("os.environ['LR']"), Unknown)
    assert isinstance(run("os.environ.get('LR')"), Unknown)


@pytest.mark.parametrize("call", ["sys.exit(2)", "exit()", "quit()"])
def test_the_program_ends(call):
    with pytest.raises(StoppedError, match="SystemExit"):
        run(call)
