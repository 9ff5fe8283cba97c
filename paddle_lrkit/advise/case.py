"""The case that an advice is for: the user's options, and what follows from them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from paddle_lrkit.advise.models import FAMILIES, TASKS, Model, model_for, usual_start
from paddle_lrkit.advise.pretraining import advised_batch, is_checked
from paddle_lrkit.errors import UsageError, argument_names, check_integer, check_number, unknown_name
from paddle_lrkit.messages import tr
from paddle_lrkit.units import steps_per_epoch

KINDS = {"SGD": "sgd", "Momentum": "sgd", "Adam": "adam", "AdamW": "adam", "Lamb": "lamb"}
"""Optimizer -> kind."""
MOST_UPDATES = 10**9
MOST_TOKENS = 10**15
SHORTEST = 20
"""Updates below which no schedule matters."""
FEW = 200
"""Updates below which no comparison is known."""
NOMINAL_STEPS = 1000
"""Updates in an epoch for the chart, where they are unknown."""


@dataclass(frozen=True)
class Case:
    """The user's options. All but the task and the length of the run are optional.

    Args:
        task: A name of `TASKS`.
        model: Name of a model, or its size such as ``124M``.
        optimizer: A name of `KINDS`.
        epochs: Length of the run in epochs.
        updates: Length of the run in updates.
        samples: Size of the training set.
        steps_per_epoch: Updates in an epoch, when ``samples`` is not given.
        batch_size: Samples per process and forward pass.
        gpus: Processes that share a batch.
        accumulate: Batches whose gradients make one update.
        pretrained: Whether training starts from trained weights.
        fixed: Whether the length of the run is final.
        lr: Peak rate, when the user has one.
        tuned: Whether the peak rate was tuned on this task.
        beta2: Of the Adam family.
        tokens: Length of the run in tokens, for pre-training.
        sequence_length: Tokens in a sequence; a batch counts sequences.
        moe: Whether the model is a mixture of experts.
        weight_decay: Written into the config; by default that of the row.
        label_noise: Share of the training labels that are wrong.
        method: A name of `paddle_lrkit.advise.models.METHODS`.

    Raises:
        UsageError: Arguments contradict each other.
        ConfigError: An argument is out of range, or a name is unknown.
    """

    task: str
    model: str | None = None
    optimizer: str | None = None
    epochs: int | None = None
    updates: int | None = None
    samples: int | None = None
    steps_per_epoch: int | None = None
    batch_size: int | None = None
    gpus: int = 1
    accumulate: int = 1
    pretrained: bool | None = None
    fixed: bool = True
    lr: float | None = None
    tuned: bool | None = None
    beta2: float | None = None
    tokens: int | None = None
    sequence_length: int | None = None
    moe: bool = False
    weight_decay: float | None = None
    label_noise: float | None = None
    method: str = "full"

    def __post_init__(self) -> None:
        with argument_names(**_OPTIONS):
            for name in _COUNTS:
                if getattr(self, name) is not None:
                    check_integer(name, getattr(self, name), at_least=1, at_most=MOST_UPDATES)
            if self.tokens is not None:
                check_integer("tokens", self.tokens, at_least=1, at_most=MOST_TOKENS)
            if self.lr is not None:
                check_number("lr", self.lr, above=0, at_most=1e6)
            for name, most in (("beta2", 1), ("weight_decay", 10), ("label_noise", 1)):
                if getattr(self, name) is not None:
                    check_number(name, getattr(self, name), at_least=0, below=most)
        self._check_length()
        self._check_pairs()

    def _check_length(self) -> None:
        lengths = {_OPTIONS[name]: getattr(self, name) for name in ("epochs", "updates", "tokens")}
        given = {option: value for option, value in lengths.items() if value is not None}
        if not given:
            raise UsageError(tr("give the length of the run: --epochs, --updates or --tokens"))
        if len(given) > 1:
            first, second = list(given.items())[:2]
            raise UsageError(tr("give {} ({}) or {} ({}), not both", first[0], first[1], second[0], second[1]))
        if self.samples is not None and self.steps_per_epoch is not None:
            raise UsageError(tr("give --dataset-size or --steps-per-epoch, not both: one follows from the other"))
        if self.epochs is not None and self.epochs > 10**6:
            raise UsageError(tr("--epochs {}: at most 1,000,000 (was --updates meant?)", self.epochs))

    def _check_pairs(self) -> None:
        if self.samples is not None and self.batch_size is None:
            raise UsageError(tr("--dataset-size needs --batch-size: together they give the updates of an epoch"))
        if self.batch_size is not None and self.samples is not None:
            share = -(-self.samples // self.gpus)
            if share < self.batch_size * self.accumulate:
                counts = self.samples, self.batch_size, self.accumulate, self.gpus
                raise UsageError(tr("--dataset-size {} gives no full batch of {} x {} on each of {} GPUs", *counts))
        if self.batch_size is None and (self.gpus > 1 or self.accumulate > 1):
            name = "--gpus" if self.gpus > 1 else "--accumulate"
            raise UsageError(tr("{} says how many times --batch-size counts; give that too", name))
        if self.method != "full" and self.pretrained is False:
            raise UsageError(tr("--method {} starts from trained weights; --from-scratch contradicts it", self.method))
        if self.tuned and self.lr is None:
            raise UsageError(tr("--tuned needs --lr"))


_COUNTS = ("epochs", "updates", "samples", "steps_per_epoch", "batch_size", "gpus", "accumulate", "sequence_length")
_NUMBERS = ("lr", "beta2", "tokens", "weight_decay", "label_noise")
_OPTIONS = {name: f"--{name.replace('_', '-')}" for name in (*_COUNTS, *_NUMBERS)} | {"samples": "--dataset-size"}


class ResolvedCase(NamedTuple):
    """A case with the missing options filled in.

    Args:
        given: The user's options.
        model: The model.
        optimizer: The optimizer.
        pretrained: Whether training starts from trained weights.
        assumed: Names of the fields that the user did not give.
    """

    given: Case
    model: Model
    optimizer: str
    pretrained: bool
    assumed: tuple[str, ...] = ()

    @property
    def task(self) -> str:
        """A name of `TASKS`."""
        return self.given.task

    @property
    def family(self) -> str:
        """A name of `FAMILIES`."""
        return self.model.family

    @property
    def kind(self) -> str:
        """Kind of the optimizer."""
        return KINDS[self.optimizer]

    @property
    def fixed(self) -> bool:
        """Whether the length of the run is final."""
        return self.given.fixed

    @property
    def tuned(self) -> bool | None:
        """Whether the peak rate is tuned; None when not given."""
        return self.given.tuned

    @property
    def samples(self) -> int | None:
        """Size of the training set."""
        return self.given.samples

    @property
    def batch(self) -> int | None:
        """Samples in an update, over all GPUs."""
        size = self.given.batch_size
        return size * self.given.gpus * self.given.accumulate if size else None

    @property
    def steps(self) -> int | None:
        """Updates in an epoch."""
        case = self.given
        if case.samples is None or case.batch_size is None:
            return case.steps_per_epoch
        return steps_per_epoch(case.samples, case.batch_size, world_size=case.gpus, accumulate_steps=case.accumulate)

    @property
    def total(self) -> int | None:
        """Updates in the run."""
        case = self.given
        if case.updates is not None:
            return case.updates
        if case.tokens is not None:
            return max(round(case.tokens / (self.batch_tokens or self.advised_batch or 1)), 1)
        return case.epochs * self.steps if case.epochs and self.steps else None

    @property
    def batch_tokens(self) -> int | None:
        """Tokens in an update, over all GPUs."""
        length = self.given.sequence_length
        return self.batch * length if self.batch and length else None

    @property
    def advised_batch(self) -> int | None:
        """Tokens in an update that are best for the tokens of the run, as whole sequences."""
        if self.tokens is None:
            return None
        length = self.given.sequence_length or 1
        return max(round(advised_batch(self.tokens) / length), 1) * length

    @property
    def tokens(self) -> int | None:
        """Tokens in the run."""
        if self.given.tokens is not None:
            return self.given.tokens
        return self.total * self.batch_tokens if self.total and self.batch_tokens else None

    @property
    def decoder_pretraining(self) -> bool:
        """Whether a decoder of known size is trained from random weights by the Adam family, as in Step Law's sweep."""
        kind = (self.task, self.family, self.kind) == ("text-pretrain", "decoder", "adam")
        return kind and not self.pretrained and self.model.parameters is not None

    @property
    def follows_law(self) -> bool:
        """Whether Step Law gives the peak rate: such a model, each token read once, and a sweep that is near enough."""
        weights, tokens, once = self.model.parameters, self.tokens, (self.epochs or 1) <= 1
        known = self.decoder_pretraining and once and weights and tokens
        return bool(known) and is_checked(weights or 0, tokens or 0, moe=self.given.moe)

    @property
    def epochs(self) -> float | None:
        """Epochs in the run."""
        case = self.given
        if case.epochs is not None:
            return case.epochs
        return self.total / self.steps if self.total and self.steps else None

    @property
    def beta2(self) -> float:
        """Second Adam coefficient."""
        return 0.999 if self.given.beta2 is None else self.given.beta2

    @property
    def adam_warmup(self) -> int:
        """``2 / (1 - beta2)`` in updates."""
        return math.ceil(round(2 / (1 - self.beta2), 6))


def resolve_case(case: Case) -> ResolvedCase:
    """Fills in missing options from the recipes of the model's family.

    Raises:
        UsageError: Task and model do not fit, or a run has too many updates.
        ConfigError: An unknown task, model or optimizer.

    Example:
        >>> resolve_case(Case("detection", epochs=12)).assumed
        ('model', 'optimizer', 'pretrained')
    """
    if case.task not in TASKS:
        raise unknown_name("task", case.task, TASKS, key="--task")
    if case.optimizer is not None and case.optimizer not in KINDS:
        raise unknown_name("optimizer", case.optimizer, KINDS, key="--optimizer")
    model = model_for(case.task, case.model, case.method)
    family = FAMILIES[model.family]
    usually = usual_start(model, case.task, case.samples, case.epochs)
    pretrained = usually if case.pretrained is None else case.pretrained
    said = {"model": model.name or None, "optimizer": case.optimizer, "pretrained": case.pretrained}
    assumed = tuple(name for name, value in said.items() if value is None)
    usual = model.optimizer if model.optimizer in KINDS else family.optimizer
    settled = ResolvedCase(case, model, case.optimizer or usual, pretrained, assumed)
    _check_text(settled)
    if case.beta2 is not None and settled.kind == "sgd":
        raise UsageError(tr("--beta2 belongs to the Adam family, not to {}", settled.optimizer))
    if settled.total is not None and settled.total > MOST_UPDATES:
        raise UsageError(tr("a run of {:,} updates: at most {:,}", settled.total, MOST_UPDATES))
    return settled


def _check_text(case: ResolvedCase) -> None:
    """Refuses options that belong to another task, and tokens that give no updates."""
    given = case.given
    owners = dict.fromkeys(("tokens", "sequence_length", "moe"), "text-pretrain") | {"label_noise": "classification"}
    for name, task in owners.items():
        if getattr(given, name) and case.task != task:
            raise UsageError(tr("--{} is for {}, not for {}", name.replace("_", "-"), task, case.task))
    if given.tokens is None or case.batch_tokens is not None:
        return
    if case.batch is not None:
        raise UsageError(tr("--tokens with --batch-size needs --sequence-length: together they give the updates"))
    if not case.follows_law:
        raise UsageError(tr("--tokens needs --batch-size and --sequence-length here: no batch is known for such a run"))
