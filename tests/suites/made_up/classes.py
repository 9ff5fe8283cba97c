from paddle_lrkit.suites.paddle.decays import step_decay
from paddle_lrkit.suites.schedule_class import ScheduleClass


def halving(rate, every):
    return step_decay(rate, every, 0.5)


CLASSES = {"Halving": ScheduleClass(halving, "step")}
