"""The parts of a schedule of ERNIE's pre-training, in a flat config or below ``trainer_args``."""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import SectionValues
from paddle_lrkit.suites.ernie_pretrain.detect import SECTION
from paddle_lrkit.suites.ernie_pretrain.program import entry_of, whole_config
from paddle_lrkit.suites.ppformers.arguments import RELEASE, RENAMED, known_arguments
from paddle_lrkit.suites.ppformers.fields import ernie_fields
from paddle_lrkit.suites.ppformers.rate_factors import rate_factors
from paddle_lrkit.suites.quantity import Quantity
from paddle_lrkit.suites.schedule_fields import ClassArguments, ScheduleFields


class ErniePretrainFields(SuiteFields):
    """The keys that ``lr_scheduler`` reads."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields; None where ``trainer_args`` is not a section."""
        document = whole_config(document, selection.base)
        try:
            entry = entry_of(document, selection)
        except ConfigError:
            entry = "pretrain" if SECTION in document.data else "formers"
        section = () if entry == "formers" else (SECTION,)
        if not isinstance(document.get(section), dict):
            return None
        at = SectionValues(document, section)
        fields = ernie_fields(at, "per_device_train_batch_size", any_cosine=entry == "auto")
        fields = replace(fields, rate_factors=tuple(rate_factors(at, entry)))
        whole = at("global_batch_size")
        if whole is not None and whole.is_positive:
            fields = replace(fields, quantities=(*fields.quantities, Quantity(whole, "samples")))
        if entry != "formers":
            return replace(fields, behaviour=fields.behaviour._replace(refuses_repeated_keys=True))
        known = tuple(sorted(known_arguments()))
        arguments = ClassArguments((), document.data, known, False, (), RELEASE, renamed=RENAMED)
        return replace(fields, arguments=(arguments,))


FIELDS = ErniePretrainFields()
