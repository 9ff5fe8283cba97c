"""The shapes of tensors, and what is computed from them."""

import pytest

from paddle_lrkit.scripts.unknown import Unknown
from tests.scripts.library.reading import HERE, FakeReader


@pytest.fixture
def reader():
    return FakeReader()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("ones", ([6, 4],)), ("randn", ((6, 4),)), ("full", ([6, 4], 0.5)), ("randint", (0, 9, [6, 4]))],
)
def test_a_tensor_has_its_shape(reader, name, arguments):
    made = reader.make(f"paddle.{name}", *arguments)
    assert (reader.length(made, HERE), reader.get(made, "shape", HERE), reader.get(made, "ndim", HERE)) == (
        6,
        [6, 4],
        2,
    )
    assert reader.do(made, "astype", "float32") is made
    assert reader.make("paddle.to_tensor", made) is made
    assert reader.length(reader.make("paddle.io.TensorDataset", [made, made]), HERE) == 6


def test_a_shape_that_is_not_known(reader):
    assert isinstance(reader.make("paddle.ones", Unknown("shape", "is not known", HERE)), Unknown)
    assert isinstance(reader.make("paddle.ones", [Unknown("n", "is not known", HERE), 3]), Unknown)
    assert isinstance(reader.make("paddle.randint", 0, 9), Unknown)


def test_a_number_stays_one(reader):
    assert reader.make("paddle.to_tensor", 0.5) == 0.5
