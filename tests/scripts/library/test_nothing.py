"""What has nothing to do with learning rates does nothing."""

import pytest

from paddle_lrkit.scripts.library.base import Described
from tests.scripts.library.fake_reader import run


@pytest.mark.parametrize(
    "source",
    [
        "print('x', 3)",
        "logging.info('x')",
        "log = logging.getLogger('x')\nlog.setLevel(logging.INFO)",
        "writer = visualdl.LogWriter('logs')\nwriter.add_scalar('lr', 0.1, 3)",
        "os.makedirs('out', exist_ok=True)",
        "random.seed(3)",
        "warnings.filterwarnings('ignore')",
        "time.sleep(3)",
        "json.dump({}, open('a.json', 'w'))",
    ],
)
def test_nothing_happens(source):
    assert run(source) is None


def test_a_constant_and_a_method_of_a_logger():
    assert run("logging.INFO") == 20
    assert isinstance(run("log = logging.getLogger()\nlog.info"), Described)
