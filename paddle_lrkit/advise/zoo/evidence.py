"""A published recipe as a peak rate, as a row of the guide and as a citation."""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.advise.citations import Citation
from paddle_lrkit.advise.condition import ANY
from paddle_lrkit.advise.guide import Decay, GuideRow, Statement, WarmupRule
from paddle_lrkit.advise.recipes import Recipe
from paddle_lrkit.advise.zoo.nearest import Neighbour
from paddle_lrkit.messages import Message, join_sentences
from paddle_lrkit.suites.shape import ShapeName
from paddle_lrkit.suites.table import detector_of, writer_of
from paddle_lrkit.suites.zoo import ZooRecipe, commit_of, sizes, zoo_of
from paddle_lrkit.text import format_count, format_rate, format_share
from paddle_lrkit.units import parse_duration

_PREFIX = "zoo:"
_USUAL, _USUAL_MOST = 5.0, 10.0
_CUT = 0.1
"""Share of the peak above which a cosine that is longer than the run is no floor, but a run that was cut."""
_SHAPES: dict[str, ShapeName] = {
    "cosine": "cosine",
    "linear": "linear",
    "polynomial": "polynomial",
    "multistep": "multistep",
    "constant": "constant",
}
_NAME = Message("{} of {}, {} for {:,} samples on {}{}: {}")
_GPUS = Message("{} GPUs")
_ASSUMED = Message(" (the suite's usual number)")
_TRAINED = Message("{} trains {} with {}{}, {}.")
_AS = Message("as {} of {}")
_OVER = Message(" over {}")
_FORMS = {
    "cosine": Message("a cosine"),
    "stretched": Message("a cosine of {} times the run"),
    "linear": Message("a linear decay"),
    "polynomial": Message("a polynomial decay of power {}"),
    "multistep": Message("drops at {} of the run, each time times {}"),
    "constant": Message("a constant rate"),
}
_WARMUP = Message("Its warmup: {}.")
_DURATIONS = {
    "ep": Message("{} epochs"),
    "it": Message("{} updates"),
    "%": Message("{}% of the run"),
}
_NO_WARMUP = Message("It has no warmup.")
_FLOOR = Message("It ends at {} of the peak.")
_CUT_SHORT = Message("It ends at {} of the peak, because it was cut before its cosine ended; here it ends at 0.")
_TO_ZERO = Message("It ends at 0.")


def peak_of(near: Neighbour) -> Recipe:
    """The peak rate of a recipe, with its distance in the name."""
    found = near.recipe
    assumed = Message("") if found.gpus_said else _ASSUMED
    title = detector_of(found.suite).title
    gpus = Message("1 GPU") if found.gpus == 1 else _GPUS.filled(found.gpus)
    name = _NAME.filled(found.name, title, format_rate(found.peak), found.samples, gpus, assumed, near.words)
    batch = (found.samples, found.samples)
    key = source_key(found)
    return Recipe(key, name, ANY, (key,), _grade(near), rate=found.peak, batch=batch, grid=_grid(found))


def _grid(found: ZooRecipe) -> tuple[float, ...]:
    """The rates of a model in one table, such as that of CLUE; empty for a single one."""
    rates = {each.peak for each in zoo_of(found.suite) if (each.path, each.name) == (found.path, found.name)}
    return tuple(sorted(rates)) if len(rates) > 1 and found.suite == "ppnlp" else ()


def row_of(near: Neighbour, *, in_updates: bool = True) -> GuideRow | None:
    """The schedule of a recipe as a row of the guide; None for one that the guide has no name for.

    Args:
        near: The recipe.
        in_updates: Whether the updates of the case's run are known; else a warmup in updates is a share of the run.
    """
    found = near.recipe
    decay = _decay(found.schedule)
    if decay is None:
        return None
    sources, grade = (source_key(found),), _grade(near)
    over = _OVER.filled(_duration(found.run)) if found.run else Message("")
    trained = _TRAINED.filled(detector_of(found.suite).title, found.name, _form(decay), over, found.optimizer)
    cut = decay.stretch > 1 and found.floor > _CUT
    said = _CUT_SHORT if cut else _FLOOR
    ends = _TO_ZERO if found.floor == 0 else said.filled(format_share(found.floor))
    warmup = _NO_WARMUP if found.warmup == "0" else _WARMUP.filled(_duration(found.warmup))
    whole = decay.stretch > 1
    return GuideRow(
        source_key(found),
        _AS.filled(found.name, detector_of(found.suite).title),
        Decay("cosine") if whole else decay,
        Statement(trained, sources, grade),
        Statement(warmup, sources, grade),
        Statement(ends, sources, grade),
        warmup=_warmup(found, in_updates),
        floor=0.0 if cut else found.floor,
        optimizer=numbers_of(found),
        ema=average_of(found),
        epochs=round(found.epochs) if found.epochs else None,
        stretched_decay=decay if whole and not cut else None,
    )


def own_schedule(near: Neighbour) -> Statement | None:
    """How the suite trains the very model of a case, where the guide advises another schedule; None when not near."""
    row = row_of(near) if near.is_of_the_model else None
    if row is None:
        return None
    parts = (row.decay_reason, row.warmup_reason, row.floor_reason)
    return replace(row.decay_reason, text=join_sentences(part.text for part in parts))


def source_key(found: ZooRecipe) -> str:
    """The key of the citation of a recipe."""
    return f"{_PREFIX}{found.suite}:{found.path}"


def is_published(key: str) -> bool:
    """Whether a key of a row, a recipe or a citation is a published recipe's."""
    return key.startswith(_PREFIX)


def citation_of(key: str) -> Citation | None:
    """The citation of a recipe's key; None for any other key.

    Example:
        >>> citation_of("zoo:ppdet:configs/picodet/picodet_s_320_coco_lcnet.yml").label.en
        'PaddleDetection configs/picodet/picodet_s_320_coco_lcnet.yml at 666f597fd0'
    """
    if not is_published(key):
        return None
    suite, _, path = key.removeprefix(_PREFIX).partition(":")
    title, commit = detector_of(suite).title, commit_of(suite)
    label = f"{title} {path} at {commit[:10]}"
    address = f"https://github.com/PaddlePaddle/{title}/blob/{commit}/{path.partition(' ')[0]}"
    return Citation(Message(label), path, address)


def numbers_of(found: ZooRecipe) -> dict[str, float]:
    """The numbers of a recipe's optimizer by the keys of our section."""
    clip = found.clip if found.clip is not None else _usual_clip(found.suite)
    own = {"weight_decay": found.weight_decay, "clip_norm": clip, "layer_decay": found.layer_decay}
    return {name: value for name, value in own.items() if value is not None}


def average_of(found: ZooRecipe, known: float | None = None) -> float | None:
    """The decay of a recipe's average of the weights, by default its program's; None where it has none."""
    return (known or writer_of(found.suite).usual_ema) if found.ema else None


def _usual_clip(suite: str) -> float | None:
    """The largest norm of the gradient in a suite's program where a recipe does not tell."""
    return next((place.default for place in writer_of(suite).places if place.name == "clip_norm"), None)


def _grade(near: Neighbour) -> str:
    return "B" if near.is_of_the_model else "C"


def _decay(schedule: str) -> Decay | None:
    """The decay that a recipe's text describes."""
    kind, *values = schedule.removesuffix(" late").split()
    shape = _SHAPES.get(kind)
    if shape is None:
        return None
    if shape == "cosine":
        return Decay("cosine", stretch=max(float(values[0]), 1.0) if values else 1.0)
    if shape == "polynomial":
        return Decay("polynomial", power=float(values[0]))
    if shape == "multistep":
        return Decay("multistep", drops=tuple(float(value) for value in values[:-1]), gamma=float(values[-1][1:]))
    return Decay(shape)


def _form(decay: Decay) -> Message:
    """The decay in words."""
    if decay.name == "multistep":
        return _FORMS["multistep"].filled(", ".join(f"{drop:.0%}" for drop in decay.drops), f"{decay.gamma:g}")
    if decay.name == "polynomial":
        return _FORMS["polynomial"].filled(f"{decay.power:g}")
    return _FORMS["stretched"].filled(f"{decay.stretch:g}") if decay.stretch > 1 else _FORMS[decay.name]


def _duration(text: str) -> Message:
    duration = parse_duration(text)
    return _DURATIONS[duration.unit].filled(format_count(float(duration.value)))


def _warmup(found: ZooRecipe, in_updates: bool) -> WarmupRule:
    """The warmup; its upper limit is the share that the recipe has, and 10% at least."""
    share = _share(found)
    most = f"{max(share or 0.0, _USUAL_MOST):.3g}%"
    shared = not in_updates and found.warmup.endswith("it")
    length = f"{_USUAL if share is None else share:.2g}%" if shared else found.warmup
    return WarmupRule(length, most, start=found.warmup_start)


def _share(found: ZooRecipe) -> float | None:
    """The warmup in per cent of the recipe's run; None where that is not known."""
    if found.warmup == "0" or not found.run:
        return None
    warmup, run = parse_duration(found.warmup), parse_duration(found.run)
    if warmup.unit in ("%", run.unit):
        return float(warmup.value) if warmup.unit == "%" else 100 * float(warmup.value) / float(run.value)
    size = sizes().get(found.data)
    if size is None:
        return None
    steps = {"it": 1.0, "ep": size.samples / found.samples}
    return 100 * float(warmup.value) * steps[warmup.unit] / (float(run.value) * steps[run.unit])
