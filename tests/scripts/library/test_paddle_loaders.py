"""How many batches a loader gives, against Paddle's own loaders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.scripts.library.paddle_datasets import SIZES, DatasetObject
from paddle_lrkit.scripts.library.paddle_loaders import LOADER
from paddle_lrkit.scripts.unknown import Unknown, rests_on
from tests.scripts.library.reading import HERE, FakeReader

IO = "paddle.io."


@pytest.fixture
def reader():
    return FakeReader()


def length(reader, value):
    return reader.length(value, HERE)


def unknown(text="train_set"):
    return Unknown(text, "is not known", HERE)


@given(
    samples=st.integers(1, 300),
    size=st.integers(1, 70),
    drop=st.booleans(),
    replicas=st.integers(1, 5),
)
def test_the_length_of_a_loader_is_that_of_paddle(samples, size, drop, replicas):
    paddle_io = pytest.importorskip("paddle.io", reason="needs Paddle")
    reader, data = FakeReader(), list(range(samples))
    own = reader.make(IO + "DataLoader", data, batch_size=size, drop_last=drop)
    assert length(reader, own) == len(paddle_io.BatchSampler(data, batch_size=size, drop_last=drop))
    shared = {"batch_size": size, "drop_last": drop, "num_replicas": replicas, "rank": 0}
    sampler = reader.make(IO + "DistributedBatchSampler", data, **shared)
    loader = reader.make(IO + "DataLoader", data, batch_sampler=sampler)
    assert length(reader, loader) == length(reader, sampler) == len(paddle_io.DistributedBatchSampler(data, **shared))
    assert rests_on(length(reader, loader)) == frozenset()


def test_the_arguments_are_those_of_paddle():
    import inspect

    paddle_io = pytest.importorskip("paddle.io", reason="needs Paddle")
    own = inspect.signature(paddle_io.DataLoader.__init__).parameters
    assert [name for name in LOADER if name in own] == [name for name in own if name != "self"]
    assert all(LOADER[name] == own[name].default for name in ("batch_size", "drop_last"))


def test_a_loader_over_unknown_data_has_the_batches_that_the_user_says(reader):
    reader = FakeReader(steps_per_epoch=20)
    loader = reader.make(IO + "DataLoader", unknown(), batch_size=32)
    loader.named("train_loader", reader)
    assert (length(reader, loader), rests_on(length(reader, loader))) == (20, {"len(train_loader)"})
    assert length(FakeReader(), loader) == 1000


def test_the_length_of_the_data_set_goes_with_the_batches(reader):
    reader = FakeReader(steps_per_epoch=20)
    data = DatasetObject("train_set", None)
    loader = reader.make(IO + "DataLoader", data, batch_size=32)
    length(reader, loader)
    assert "len(train_set)" not in reader.program.assumed
    assert length(reader, data) == 640
    assert -(-length(reader, data) // 32) == length(reader, loader) == 20


def test_with_several_processes_each_has_its_part():
    reader = FakeReader(processes=4)
    sampler = reader.make(IO + "DistributedBatchSampler", [0] * 100, 5)
    assert length(reader, sampler) == 5
    guessed = FakeReader()
    assert rests_on(length(guessed, guessed.make(IO + "DistributedBatchSampler", [0] * 100, 5))) == {
        "number of processes"
    }
    told = FakeReader(steps_per_epoch=7)
    assert length(told, told.make(IO + "DistributedBatchSampler", [0] * 100, 5)) == 7


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"batch_size": None}, 10),
        ({}, 10),
        ({"batch_size": 4, "drop_last": True}, 2),
        ({"batch_size": Unknown("bs", "is not known", HERE)}, 1000),
        ({"batch_size": 4, "drop_last": Unknown("d", "is not known", HERE)}, 1000),
        ({"batch_sampler": Unknown("s", "is not known", HERE)}, 1000),
    ],
)
def test_options_of_a_loader(reader, arguments, expected):
    assert length(reader, reader.make(IO + "DataLoader", list(range(10)), **arguments)) == expected


def test_a_loader_is_batches_and_gives_itself(reader):
    loader = reader.make(IO + "DataLoader", [1, 2, 3], batch_size=2)
    assert loader.batches
    assert reader.call(loader, [], {}, HERE) is loader
    assert loader.iterable(reader, HERE) is loader
    assert (reader.get(loader, "batch_size", HERE), reader.get(loader, "dataset", HERE)) == (2, [1, 2, 3])
    assert reader.do(reader.get(loader, "batch_sampler", HERE), "set_epoch", 3) is None


@pytest.mark.parametrize(
    ("path", "arguments", "samples"),
    [
        (IO + "RandomSampler", {"data_source": [1] * 9}, 9),
        (IO + "RandomSampler", {"data_source": [1] * 9, "num_samples": 4}, 4),
        (IO + "SequenceSampler", {"data_source": [1] * 9}, 9),
        (IO + "SubsetRandomSampler", {"indices": [1] * 9}, 9),
        (IO + "WeightedRandomSampler", {"weights": [1] * 9, "num_samples": 5}, 5),
    ],
)
def test_samplers(reader, path, arguments, samples):
    sampler = reader.make(path, **arguments)
    assert length(reader, sampler) == samples
    batches = reader.make(IO + "BatchSampler", sampler=sampler, batch_size=2)
    assert length(reader, batches) == -(-samples // 2)


@pytest.mark.parametrize("path", SIZES)
def test_shipped_data_sets_have_their_sizes(reader, path):
    train, test = reader.make(path), reader.make(path, mode="test")
    assert (length(reader, train), length(reader, test)) == (SIZES[path][1]["train"], SIZES[path][1]["test"])
    assert rests_on(length(reader, reader.make(path, "own.file"))) == {f"len({path.rpartition('.')[2]})"}
    assert rests_on(length(reader, reader.make(path, mode=unknown("mode")))) != frozenset()


def test_parts_of_data_sets(reader):
    whole = reader.make("paddle.vision.datasets.MNIST")
    train, test = reader.make(IO + "random_split", whole, [50000, 10000])
    assert (length(reader, train), length(reader, test)) == (50000, 10000)
    shares = reader.make(IO + "random_split", whole, [0.333, 0.333, 0.334])
    assert [length(reader, part) for part in shares] == [19980, 19980, 20040]
    assert length(reader, reader.make(IO + "Subset", whole, [1, 2])) == 2
    assert length(reader, reader.make(IO + "ConcatDataset", [whole, train])) == 110000
    assert length(reader, reader.make(IO + "ComposeDataset", [train, whole])) == 50000
    assert rests_on(length(reader, reader.make(IO + "ConcatDataset", [whole, unknown()]))) == {"len(ConcatDataset)"}


def test_data_sets_of_paddlenlp(reader):
    train, dev = reader.make("paddlenlp.datasets.load_dataset", "chnsenticorp", splits=["train", "dev"])
    assert isinstance(reader.make("paddlenlp.datasets.load_dataset", "x", splits="train"), DatasetObject)
    assert isinstance(reader.make("paddlenlp.datasets.load_dataset", "x"), Unknown)
    assert reader.do(train, "map", None) is train
    assert dev is not train


def test_indices_into_unknown_data_may_come_from_a_guess(reader):
    sampler = reader.make(IO + "SubsetRandomSampler", list(range(80)))
    batches = reader.make(IO + "BatchSampler", sampler=sampler, batch_size=16)
    loader = reader.make(IO + "DataLoader", unknown(), batch_sampler=batches)
    assert rests_on(length(reader, loader)) == {"len(loader)"}
    assert length(reader, reader.make(IO + "DataLoader", list(range(99)), batch_sampler=batches)) == 5
