"""How long does training wait for a checkpoint, how large is it, and how fast is it read?

Two states with random values: ResNet-50 with Momentum (205 MB), and an encoder of ERNIE's width with 6 of its 12 layers
and AdamW (676 MB). What each arm does:

* save: ``Session.save`` (looks for weights that are not finite, copies the state, starts the writer; the write itself
  is a figure of its own, with SHA-256, fsync and rename), ``paddle.save`` of the state dicts of model and optimizer
  without a sync, and ``safetensors.numpy.save_file`` of the same tensors. Each replaces its files in the page cache.
* beside: 8 updates of ResNet-50 after a save, ours until the checkpoint is on the disk, next to 8 updates alone. The
  writer and the updates share the cores, so the second figure is what a save costs in all.
* load: reading into model and optimizer, from the page cache. Ours compares each byte with its SHA-256, the peers none.

Both hold the same tensors; names, shapes and hashes are a few KB of a size, so "not larger" means to 1 part in 10,000.
Not run on a GPU.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measuring.figure import Figure, worst
from benchmarks.measuring.interval import Interval, cpu, median_of, wall, wall_ratio
from benchmarks.measuring.question import Run, command
from benchmarks.measuring.rounds import Timings
from benchmarks.measuring.timing import Timing, timed

UPDATES = 8
CONFIG = """\
Global: {{task: classification, updates: 100, seed: 0}}
Architecture: {{name: SoftmaxRegression, in_features: 192, num_classes: 10}}
Optimizer: {{name: {optimizer}, lr: {{name: Constant, learning_rate: 1.0e-6}}}}
Train:
  dataset: {{name: Digits, split: train}}
  loader: {{batch_size: 32}}
"""


@dataclass(frozen=True)
class _State:
    """A model with its optimizer, in a session that saves it.

    Args:
        name: What it is.
        folder: For the files.
        session: Its engine has the model.
        batch: The input of an update.
    """

    name: str
    folder: Path
    session: Any
    batch: Any

    def update(self) -> None:
        engine = self.session.engine
        engine.model(self.batch).square().mean().backward()
        engine.optimizer.step()
        engine.optimizer.clear_grad()

    def arrays(self) -> dict[str, Any]:
        """The tensors of model and optimizer by the names that Paddle gives them."""
        model, optimizer = self.session.engine.model.state_dict(), self.session.engine.optimizer.state_dict()
        tensors = {f"model/{name}": value for name, value in model.items()}
        tensors |= {f"optimizer/{name}": value for name, value in optimizer.items() if name != "LR_Scheduler"}
        return {name: value.numpy() for name, value in tensors.items()}

    def restore(self, model: dict[str, Any], optimizer: dict[str, Any]) -> None:
        self.session.engine.model.set_state_dict(model)
        self.session.engine.optimizer.set_state_dict(optimizer)

    def save_ours(self) -> None:
        self.session.save("last")

    def save_paddle(self) -> None:
        import paddle

        engine = self.session.engine
        paddle.save(engine.model.state_dict(), str(self.folder / "paddle.pdparams"))
        paddle.save(engine.optimizer.state_dict(), str(self.folder / "paddle.pdopt"))

    def save_safetensors(self) -> None:
        from safetensors.numpy import save_file

        save_file(self.arrays(), self.folder / "alone.safetensors")

    def load_ours(self) -> None:
        from paddle_lrkit.train.checkpoints.checkpoint import load_checkpoint
        from paddle_lrkit.train.checkpoints.model_state import restore_model
        from paddle_lrkit.train.checkpoints.optimizer_state import restore_optimizer

        engine, checkpoint = self.session.engine, self.session.run.checkpoint("last")
        tensors, state = load_checkpoint(checkpoint)
        restore_model(engine, tensors, checkpoint)
        restore_optimizer(engine.optimizer, engine.model, tensors["optimizer"], state["scheduler"])

    def load_paddle(self) -> None:
        import paddle

        self.restore(paddle.load(f"{self.folder}/paddle.pdparams"), paddle.load(f"{self.folder}/paddle.pdopt"))

    def load_safetensors(self) -> None:
        from safetensors.numpy import load_file

        parts: dict[str, dict[str, Any]] = {"model": {}, "optimizer": {}}
        for name, array in load_file(self.folder / "alone.safetensors").items():
            part, _, own = name.partition("/")
            parts[part][own] = array
        scheduler = {"LR_Scheduler": self.session.engine.scheduler.state_dict()}
        self.restore(parts["model"], parts["optimizer"] | scheduler)

    def check(self) -> None:
        """Saves and loads once in each way; all must give back the state."""
        import numpy as np

        expected = self.arrays()
        for save in (self.save_ours, self.save_paddle, self.save_safetensors):
            save()
        self.session.wait_until_saved()
        for load in (self.load_ours, self.load_paddle, self.load_safetensors):
            self.update()
            load()
            found = self.arrays()
            if any(not np.array_equal(found[name], array) for name, array in expected.items()):
                raise RuntimeError(f"{load.__name__} gives other tensors")

    def size(self, ours: bool) -> int:
        last = self.session.run.checkpoint("last")
        files = last.iterdir() if ours else self.folder.glob("paddle.*")
        return sum(file.stat().st_size for file in files)


def _state(name: str, folder: Path, optimizer: str, make: Callable[[], tuple[Any, Any]], device: str) -> _State:
    import paddle

    from paddle_lrkit.train.engine import Engine
    from paddle_lrkit.train.session import open_session

    folder.mkdir()
    config = folder / "config.yml"
    config.write_text(CONFIG.format(optimizer=optimizer), encoding="utf-8")
    session = open_session(str(config), [f"Global.output_dir={folder / 'run'}"], device=device)
    paddle.seed(0)
    model, batch = make()
    session.engine = Engine(session.settings, model, session.engine.scheduler)
    state = _State(name, folder, session, batch)
    state.update()
    return state


def _resnet() -> tuple[Any, Any]:
    import paddle

    return paddle.vision.models.resnet50(), paddle.rand([4, 3, 64, 64])


def _encoder() -> tuple[Any, Any]:
    from paddle import nn, randint

    layer = nn.TransformerEncoderLayer(768, 12, 3072)
    return nn.Sequential(nn.Embedding(18000, 768), nn.TransformerEncoder(layer, 6)), randint(0, 18000, [1, 8])


def _tiny() -> tuple[Any, Any]:
    from paddle import nn, rand

    return nn.Sequential(nn.Linear(16, 64), nn.Linear(64, 16)), rand([2, 16])


def answer(run: Run) -> None:
    """Measures both states; the training beside a write with the first."""
    from paddle_lrkit.train.runtime.paddle_import import import_paddle

    import_paddle(quiet=True)
    makes = (("ResNet-50, Momentum", "Momentum", _resnet), ("encoder, AdamW", "AdamW", _encoder))
    if run.smoke:
        makes = (("tiny", "AdamW", _tiny),)
    with tempfile.TemporaryDirectory() as folder:
        for name, optimizer, make in makes:
            state = _state(name, Path(folder) / optimizer, optimizer, make, run.device)
            state.check()
            _measure_saves(run, state)
            _measure_loads(run, state)
            if name == makes[0][0]:
                _measure_training(run, state)
    for headline, part in (
        ("what training waits for a save, ours / paddle.save, wall", ": save, ours / paddle.save, wall"),
        ("size of a checkpoint, ours / paddle.save", ": size, ours / paddle.save"),
        ("reading a checkpoint, ours with SHA-256 / paddle.load, wall", ": load, ours / paddle.load, wall"),
    ):
        run.figures.append(worst(headline, [one for one in run.figures if one.name.endswith(part)]))


def _measure_saves(run: Run, state: _State) -> None:
    writes: list[Timing] = []

    def ours() -> Timing:
        waited = timed(state.save_ours)
        written = timed(state.session.wait_until_saved)
        writes.append(Timing(waited.cpu + written.cpu, waited.wall + written.wall))
        return waited

    def figures(timings: Timings) -> list[Figure]:
        peer, alone = timings["paddle.save"], timings["safetensors"]
        return [
            Figure(f"{state.name}: save, ours / paddle.save, wall", wall_ratio(timings["ours"], peer), "x", 1.0),
            Figure(f"{state.name}: save, ours / safetensors alone, wall", wall_ratio(timings["ours"], alone), "x"),
            *(Figure(f"{state.name}: save, {name}, wall", _ms(wall(found)), "ms") for name, found in timings.items()),
            Figure(f"{state.name}: save, ours until it is on the disk, wall", _ms(wall(writes)), "ms"),
            Figure(f"{state.name}: save, ours until it is on the disk, CPU", _ms(cpu(writes)), "ms"),
        ]

    arms = {
        "ours": ours,
        "paddle.save": lambda: timed(state.save_paddle),
        "safetensors": lambda: timed(state.save_safetensors),
    }
    run.measure(f"{state.name}: save", arms, figures)
    sizes = state.size(ours=True), state.size(ours=False)
    run.figures.append(
        Figure(f"{state.name}: size, ours / paddle.save", median_of([sizes[0] / sizes[1]]), "x", at_most=1.0001)
    )
    for name, size in zip(("ours", "paddle.save"), sizes, strict=True):
        run.figures.append(Figure(f"{state.name}: size, {name}", median_of([size / 1e6]), "MB"))


def _measure_loads(run: Run, state: _State) -> None:
    def figures(timings: Timings) -> list[Figure]:
        peer, alone = timings["paddle.load"], timings["safetensors"]
        return [
            Figure(f"{state.name}: load, ours / paddle.load, wall", wall_ratio(timings["ours"], peer), "x", 1.0),
            Figure(f"{state.name}: load, ours / safetensors alone, wall", wall_ratio(timings["ours"], alone), "x"),
            *(Figure(f"{state.name}: load, {name}, wall", _ms(wall(found)), "ms") for name, found in timings.items()),
        ]

    arms = {
        "ours": lambda: timed(state.load_ours),
        "paddle.load": lambda: timed(state.load_paddle),
        "safetensors": lambda: timed(state.load_safetensors),
    }
    run.measure(f"{state.name}: load", arms, figures)


def _measure_training(run: Run, state: _State) -> None:
    def training(save: Callable[[], None]) -> Callable[[], Timing]:
        def work() -> None:
            save()
            for _ in range(UPDATES):
                state.update()
            state.session.wait_until_saved()

        return lambda: timed(work)

    def figures(timings: Timings) -> list[Figure]:
        alone = timings["no save"]
        extra = {
            name: median_of(with_save.wall - without.wall for with_save, without in zip(found, alone, strict=True))
            for name, found in timings.items()
        }
        return [
            Figure(f"{state.name}: what a save adds to {UPDATES} updates, {name}, wall", _ms(extra[name]), "ms")
            for name in ("ours", "paddle.save")
        ]

    arms = {
        "no save": training(lambda: None),
        "ours": training(state.save_ours),
        "paddle.save": training(state.save_paddle),
    }
    run.measure(f"{state.name}: beside", arms, figures)


def _ms(seconds: Interval) -> Interval:
    return Interval(1e3 * seconds.median, 1e3 * seconds.low, 1e3 * seconds.high)


main = command(
    "How long does training wait for a checkpoint, how large is it, and how fast is it read?", answer, gpu=True
)

if __name__ == "__main__":
    main()
