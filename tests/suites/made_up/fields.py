from paddle_lrkit.suites.base import SuiteFields
from paddle_lrkit.suites.config_value import SectionValues
from paddle_lrkit.suites.schedule_fields import ScheduleFields, class_arguments
from tests.suites.made_up.classes import CLASSES


class MadeUpFields(SuiteFields):
    def read(self, document, selection, steps):
        at = SectionValues(document, ("halving",))
        return ScheduleFields(
            "step",
            "Halving",
            ("halving",),
            run=SectionValues(document)("updates"),
            rate=at("rate"),
            step_size=at("every"),
            run_unit="it",
            unit="it",
            arguments=class_arguments(("halving",), document.data["halving"], "Halving", CLASSES),
        )


FIELDS = MadeUpFields()
