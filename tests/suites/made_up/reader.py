from paddle_lrkit.suites.base import SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.section import Section, call, find
from paddle_lrkit.suites.values import whole
from tests.suites.made_up.classes import CLASSES


class MadeUpReader(SuiteReader):
    def read(self, document, options, selection):
        config = Section(document, (), document.data, "MadeUp")
        total = config.read("updates", lambda key, value: whole(key, value, at_least=1))
        section = config.section("halving")
        rates = call(find(section, "name", "Halving", CLASSES, "schedule"), section, section.values, "Halving")
        return build_schedule("made_up", section, rates, config.run_length(options, total, None, ("batch",)), "Halving")


READER = MadeUpReader()
