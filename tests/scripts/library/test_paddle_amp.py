"""Loss scalers, mixed precision and several processes when a script is read."""

import pytest

from paddle_lrkit.scripts.unknown import Unknown, rests_on
from tests.scripts.library.reading import HERE, FakeReader


@pytest.fixture
def reader():
    return FakeReader()


def test_a_scaler_updates(reader):
    optimizer = reader.make("paddle.optimizer.SGD", 0.1, [])
    scaler = reader.make("paddle.amp.GradScaler", init_loss_scaling=1024)
    loss = reader.do(scaler, "scale", Unknown("loss", "is not known", HERE))
    assert isinstance(loss, Unknown)
    reader.do(scaler, "unscale_", optimizer)
    assert reader.kinds() == []
    reader.do(scaler, "step", optimizer, line=8)
    reader.do(scaler, "update")
    reader.do(scaler, "minimize", optimizer, loss, line=9)
    assert [(event.kind, event.place.line) for event in reader.trace] == [("update", 8), ("update", 9)]


def test_decorate_gives_the_same_objects(reader):
    optimizer = reader.make("paddle.optimizer.SGD", 0.1, [])
    assert reader.make("paddle.amp.decorate", models="net") == "net"
    assert reader.make("paddle.amp.decorate", models="net", optimizers=optimizer, level="O2") == ("net", optimizer)


@pytest.mark.parametrize(
    "path", ["paddle.DataParallel", "paddle.distributed.fleet.distributed_optimizer", "paddle.incubate.LookAhead"]
)
def test_wrappers_give_what_they_wrap(reader, path):
    optimizer = reader.make("paddle.optimizer.SGD", 0.1, [])
    assert reader.make(path, optimizer) is optimizer


def test_sharding_gives_model_optimizer_and_scaler(reader):
    optimizer = reader.make("paddle.optimizer.SGD", 0.1, [])
    found = reader.make("paddle.distributed.sharding.group_sharded_parallel", "net", optimizer, "os")
    assert found == ("net", optimizer, None)


def test_the_number_of_processes(reader):
    assert reader.make("paddle.distributed.get_rank") == 0
    size = reader.make("paddle.distributed.get_world_size")
    assert (size, rests_on(size)) == (1, {"number of processes"})
    told = FakeReader(processes=8)
    assert told.make("paddle.distributed.get_world_size") == 8
    assert told.get(told.make("paddle.distributed.ParallelEnv"), "nranks", HERE) == 8
    assert told.get(told.make("paddle.distributed.ParallelEnv"), "local_rank", HERE) == 0


def test_spawn_calls_the_function(reader):
    called = []
    reader.make("paddle.distributed.spawn", lambda *given: called.append(given), args=(1, 2), nprocs=4)
    assert called == [(1, 2)]
    assert reader.make("paddle.distributed.get_world_size") == 4


def test_contexts_and_decorators(reader):
    def function():
        return None

    context = reader.make("paddle.no_grad")
    assert context.enter(reader, HERE) is context
    assert reader.call(context, [function], {}, HERE) is function
    assert reader.make("paddle.no_grad", function) is function
    assert reader.make("paddle.jit.to_static", function) is function
    model = Unknown("net", "is not known", HERE)
    assert reader.make("paddle.jit.to_static", model) is model
    assert reader.call(reader.make("paddle.jit.to_static", input_spec=[]), [function], {}, HERE) is function


def test_a_static_graph_is_not_followed(reader):
    reader.make("paddle.enable_static")
    reader.make("paddle.static.Executor", None)
    assert [(one.subject, one.why) for one in reader.program.not_known] == [
        (None, "the script trains a static graph, which is not followed")
    ]
