from paddle_lrkit.suites.base import SuiteDetector


class MadeUpDetector(SuiteDetector):
    title = "MadeUp"
    hint = "halving"
    sections = ("halving",)

    def recognises(self, data):
        return "halving" in data


DETECTOR = MadeUpDetector()
