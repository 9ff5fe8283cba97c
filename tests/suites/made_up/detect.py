from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, each


class MadeUpDetector(SuiteDetector):
    title = "MadeUp"
    evidence = (Evidence(needs=each(("updates", "halving"))),)


DETECTOR = MadeUpDetector()
