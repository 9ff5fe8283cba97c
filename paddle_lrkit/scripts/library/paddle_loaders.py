"""Loaders and samplers: how many batches they give."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.base import Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.paddle_datasets import known_length, lengths_in, unasked
from paddle_lrkit.scripts.library.paddle_distributed import processes
from paddle_lrkit.scripts.library.signature import named
from paddle_lrkit.scripts.unknown import CodePlace, Unknown, assumed, rests_on

LOADER = {
    **dict.fromkeys(("dataset", "feed_list", "places", "return_list", "batch_sampler")),
    "batch_size": 1,
    "shuffle": False,
    "drop_last": False,
    **dict.fromkeys(
        ("collate_fn", "num_workers", "use_buffer_reader", "reader_buffer_size", "prefetch_factor", "use_shared_memory")
    ),
    **dict.fromkeys(("timeout", "worker_init_fn", "persistent_workers")),
}
"""The arguments of ``paddle.io.DataLoader``."""
_BATCHES = {"dataset": None, "sampler": None, "shuffle": False, "batch_size": 1, "drop_last": False}
_SHARED = {
    "dataset": None,
    "batch_size": 1,
    **dict.fromkeys(("num_replicas", "rank", "shuffle")),
    "drop_last": False,
}
_NOTHING = ("set_epoch", "reset", "start", "set_batch_generator", "set_sample_generator", "set_sample_list_generator")


class SamplerObject(LibraryObject):
    """The order of the samples.

    Args:
        source: What is sampled: a data set or a list.
        samples: How many samples it gives, where that is not the length of the source.
    """

    text = "sampler"

    def __init__(self, source: Any, samples: Any = None) -> None:
        self.source, self.samples = source, samples

    def length(self, reader: Reader, place: CodePlace) -> Any:
        """Its samples."""
        return reader.length(self.source, place) if self.samples is None else self.samples

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        """``set_epoch`` changes nothing here."""
        if name in _NOTHING:
            return Described(lambda arguments: None, name)
        return self.source if name == "data_source" else super().attribute(name, reader, place)


class BatchSamplerObject(LibraryObject):
    """The samples of each batch.

    Args:
        source: What is sampled: a data set or a sampler.
        batch_size: Samples in a batch.
        drop_last: Whether a last batch that is not full is left out.
        replicas: Among how many processes the samples are divided.
    """

    text = "batch_sampler"
    batches = True

    def __init__(self, source: Any, batch_size: Any, drop_last: Any, replicas: Any = 1) -> None:
        self.source, self.batch_size, self.drop_last, self.replicas = source, batch_size, drop_last, replicas

    def named(self, name: str, reader: Reader) -> None:
        """Its name in messages."""
        self.text = name

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        """Its arguments."""
        known = {"batch_size": self.batch_size, "drop_last": self.drop_last, "nranks": self.replicas}
        if name in _NOTHING:
            return Described(lambda arguments: None, name)
        if name in ("dataset", "sampler"):
            return self.source
        return known[name] if name in known else super().attribute(name, reader, place)

    @property
    def data(self) -> Any:
        """What is sampled, without the sampler around it."""
        return self.source.source if isinstance(self.source, SamplerObject) else self.source

    def iterable(self, reader: Reader, place: CodePlace) -> Any:
        """Itself: one batch after the other."""
        return self

    def length(self, reader: Reader, place: CodePlace) -> Any:
        """Its batches."""
        return self.count(self, reader, place)

    def count(self, loader: Any, reader: Reader, place: CodePlace) -> Any:
        """Its batches: what the script says, else ``len(loader)`` as the user gives it or as it is assumed."""
        size, full = self.batch_size, reader.truth(self.drop_last)
        if full is not None and _is_count(size) and _is_count(self.replicas):
            known = known_length(self.source, reader, place)
            if known is not None and not (rests_on([known, self.replicas]) and reader.options.steps_per_epoch):
                own = -(-known // self.replicas)
                batches = own // size if full else -(-own // size)
                return assumed(int(batches), rests_on([known, size, self.replicas]))
        batches = reader.batches(loader)
        if isinstance(batches, int):
            self._expect(batches, reader, place)
        return batches

    def _expect(self, batches: int, reader: Reader, place: CodePlace) -> None:
        """The length of the data set that goes with a number of batches, for a script that computes with it."""
        if not (_is_count(self.batch_size) and _is_count(self.replicas)):
            return
        found = unasked(reader, lambda: reader.length(self.data, place))
        names = lengths_in(found) if isinstance(found, int) else []
        if len(names) != 1 or not found:
            return
        now = unasked(reader, lambda: reader.assume(names[0], int(batches)))
        wanted = int(now) * int(batches) * int(self.batch_size) * int(self.replicas) / int(found)
        if wanted == int(wanted):
            reader.expect(names[0], int(wanted))


class LoaderObject(LibraryObject):
    """A loader.

    Args:
        sampler: Its batches; None for one whose batches are not known.
        dataset: Its data set.
        text: Its name in messages.
    """

    batches = True

    def __init__(self, sampler: Any, dataset: Any = None, text: str = "loader") -> None:
        self.sampler, self.dataset, self.text = sampler, dataset, text
        self.kinds = ("paddle.io.DataLoader",)

    def named(self, name: str, reader: Reader) -> None:
        """Its name in messages."""
        self.text = name

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        """Its data set and its arguments."""
        if name == "dataset" and self.dataset is not None:
            return self.dataset
        if name == "batch_sampler" and self.sampler is not None:
            return self.sampler
        if name in ("batch_size", "drop_last") and isinstance(self.sampler, BatchSamplerObject):
            return self.sampler.attribute(name, reader, place)
        if name in _NOTHING:
            return Described(lambda arguments: None, name)
        if name == "__len__":
            return Described(lambda arguments: self.length(arguments.reader, arguments.place), name)
        return super().attribute(name, reader, place)

    def call(self, arguments: Arguments) -> Any:
        """``loader()`` goes over the same batches."""
        return self

    def iterable(self, reader: Reader, place: CodePlace) -> Any:
        """Itself: one batch after the other."""
        return self

    def length(self, reader: Reader, place: CodePlace) -> Any:
        """Its batches."""
        if isinstance(self.sampler, BatchSamplerObject):
            other = self.dataset is not None and self.sampler.data is not self.dataset
            if other and known_length(self.dataset, reader, place) is None:
                return reader.batches(self)
            return self.sampler.count(self, reader, place)
        if self.sampler is not None:
            known = known_length(self.sampler, reader, place)
            if known is not None:
                return known
        return reader.batches(self)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


@describes("paddle.io.DataLoader", "paddle.io.reader.DataLoader")
def _loader(arguments: Arguments) -> LoaderObject:
    given = named(arguments, LOADER).values
    dataset, sampler = given.get("dataset"), given.get("batch_sampler")
    if sampler is None and given.get("batch_size", 1) is None:
        return LoaderObject(dataset, dataset)
    if sampler is None and arguments.incomplete:
        return LoaderObject(None, dataset)
    if sampler is None:
        sampler = BatchSamplerObject(dataset, given.get("batch_size", 1), given.get("drop_last", False))
    return LoaderObject(None if isinstance(sampler, Unknown) else sampler, dataset)


@describes("paddle.io.BatchSampler")
def _batch_sampler(arguments: Arguments) -> BatchSamplerObject:
    given = named(arguments, _BATCHES).values
    source = given.get("dataset") if given.get("sampler") is None else given["sampler"]
    return BatchSamplerObject(source, given.get("batch_size", 1), given.get("drop_last", False))


@describes("paddle.io.DistributedBatchSampler")
def _distributed(arguments: Arguments) -> BatchSamplerObject:
    given = named(arguments, _SHARED).values
    replicas = processes(arguments.reader) if given.get("num_replicas") is None else given["num_replicas"]
    return BatchSamplerObject(given.get("dataset"), given.get("batch_size", 1), given.get("drop_last", False), replicas)


@describes("paddle.io.SequenceSampler", "paddle.io.SubsetRandomSampler")
def _sequence(arguments: Arguments) -> SamplerObject:
    return SamplerObject(arguments.get(0, "data_source", arguments.named.get("indices")))


@describes("paddle.io.RandomSampler")
def _random(arguments: Arguments) -> SamplerObject:
    return SamplerObject(arguments.get(0, "data_source", None), arguments.get(2, "num_samples", None))


@describes("paddle.io.WeightedRandomSampler")
def _weighted(arguments: Arguments) -> SamplerObject:
    return SamplerObject(None, arguments.get(1, "num_samples", None))


@describes("paddle.batch", "paddle.fluid.io.batch", "paddle.io.batch")
def _batched(arguments: Arguments) -> LoaderObject:
    return LoaderObject(None, text="batch()")


@describes("paddle.fluid.io.DataLoader.from_generator", "paddle.io.DataLoader.from_generator")
def _from_generator(arguments: Arguments) -> LoaderObject:
    return LoaderObject(None)
