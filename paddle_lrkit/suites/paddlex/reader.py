"""Reads PaddleX configs: the base config of the model, rewritten with ``Train``, as its suite reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError, NoScheduleError, NothingToTrainError, did_you_mean, shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.paddlex.base_config import RecordedBase, module_of
from paddle_lrkit.suites.paddlex.modules import MODULES, model_table
from paddle_lrkit.suites.paddlex.rewrite import NAME, Rewriting, rewriting
from paddle_lrkit.suites.paddlex.time_series import READER as TIME_SERIES
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.table import reader_of
from paddle_lrkit.units import LengthOptions

_MODEL = ("Global", "model")
_UNITS = {"ep": Message("counts epochs"), "it": Message("counts updates"), "": Message("is not read")}


class PaddleXReader(SuiteReader):
    """``Train`` over the base config of ``Global.model``; an entry is a module of PaddleX."""

    entries = tuple(MODULES)

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of the rewritten base config."""
        found = rewritten(document, selection)
        reader = TIME_SERIES if found.how.base.suite == "paddlets" else reader_of(found.how.base.suite)
        if options.images is not None and options.world_size is None:
            options = replace(options, world_size=devices(document, found))
        try:
            schedule = reader.read(found.document, options, Selection())
        except ConfigError as error:
            raise found.located(error) from None
        assumed = (*_assumed(document, found, selection), *schedule.assumed)
        return replace(schedule, suite="paddlex", file=document.file, variant=None, entry=found.module, assumed=assumed)


def rewritten(document: Document, selection: Selection) -> Rewriting:
    """The base config of a PaddleX config as PaddleX rewrites it.

    Raises:
        NothingToTrainError: PaddleX does not train the model.
        NoScheduleError: Its base config is not known.
        ConfigError: PaddleX stops with these numbers.
    """
    model = document.get(_MODEL)
    if not isinstance(model, str):
        raise document.error(tr("must be the name of a model, got {}", shown(model)), _MODEL)
    module, base = _module(document, selection), selection.base
    if "Train" not in document.data:
        raise _located(
            NothingToTrainError, document, tr("{} trains nothing with this file: it has no section Train", NAME)
        )
    if module is not None and module not in MODULES:
        raise _located(
            NothingToTrainError,
            document,
            tr("{} only predicts with {}, by {}, and never trains it", NAME, model, module),
        )
    if base is None:
        raise _located(NoScheduleError, document, _missing(document, model))
    if module is None:
        raise _located(
            NoScheduleError,
            document,
            tr(
                "{} {} has no model {}{}; which keys it writes into the base config depends on the module that "
                "trains it, which --entry gives",
                NAME,
                model_table().version,
                model,
                _near(model),
            ),
        )
    return rewriting(document, base, module)


def _module(document: Document, selection: Selection) -> str | None:
    record, entry = model_table().of(document.get(_MODEL)), selection.entry
    if entry is None:
        return module_of(document, selection.base)
    if record is not None and record.module != entry:
        raise ConfigError(
            tr("{} trains {} with {}, not {}", NAME, document.get(_MODEL), record.module, entry), key="entry"
        )
    return entry


def _missing(document: Document, model: str) -> str:
    written = document.get(("Train", "basic_config_path"))
    if written:
        return tr("the base config {} of Train.basic_config_path is not there; give it with --base FILE", written)
    record = model_table().of(model)
    if record is None:
        return tr(
            "{} {} has no model {}{}; give the base config that it rewrites with --base FILE",
            NAME,
            model_table().version,
            model,
            _near(model),
        )
    how = MODULES[record.module]
    return tr(
        "the base config of {} decides its schedule, and repo_apis/{}_api/configs/{}.yaml is in no folder "
        "above this file, in no installed {} and not recorded here; give it with --base FILE (warmup_steps "
        "of {} {})",
        model,
        how.base.title,
        model,
        NAME,
        record.module,
        _UNITS[how.warmup_unit],
    )


def _near(model: str) -> str:
    return did_you_mean(model, [name for group in model_table().groups for name in group.models]).rstrip("?")


def _located(kind: type[NoScheduleError], document: Document, message: str) -> NoScheduleError:
    mark = document.mark(_MODEL)
    return kind(message, key="Global.model", file=mark.file, line=mark.line)


def _assumed(document: Document, found: Rewriting, selection: Selection) -> Iterator[str]:
    model, base = document.get(_MODEL), found.base
    if isinstance(base, RecordedBase) and base.record is not None:
        yield tr(
            "the base config of {} was not found, so its schedule is that of {} {}; --base FILE gives another one",
            model,
            NAME,
            model_table().version,
        )
    if model_table().of(model) is None and selection.entry is None:
        yield tr(
            "{} {} has no model {}, so it is trained as {}, like its base",
            NAME,
            model_table().version,
            model,
            found.module,
        )


def devices(document: Document, found: Rewriting) -> int | None:
    """The number of devices in ``Global.device``, such as ``gpu:0,1,2,3``; PaddleTS trains on one."""
    if found.how.base.suite == "paddlets":
        return 1
    device = document.get(("Global", "device"))
    if not isinstance(device, str) or ":" not in device:
        return None
    numbers = device.partition(":")[2].split(",")
    return len(numbers) if all(number.strip().isdigit() for number in numbers) else None


READER = PaddleXReader()
