from paddle_lrkit.suites.base import SuiteWriter


class MadeUpWriter(SuiteWriter):
    keys = (("updates",), ("halving",))
    shapes = ("piecewise",)

    def candidates(self, description, curve):
        if description.shape == "piecewise" and description.gamma == 0.5:
            rate, every = description.values["rates"][0], description.values["boundaries"][0]
            yield {"updates": description.total, "halving": {"rate": rate, "every": every}}


WRITER = MadeUpWriter()
