import random
import statistics

from benchmarks.measuring.interval import cpu_ratio, median_of, wall_ratio
from benchmarks.measuring.timing import Timing


def test_the_interval_holds_the_median_in_95_of_100_measurements():
    numbers = random.Random(0)
    found = [median_of([numbers.expovariate(1.0) for _ in range(15)]) for _ in range(4000)]
    held = statistics.mean(one.low <= 0.6931471805599453 <= one.high for one in found)
    assert 0.95 <= held <= 0.98


def test_few_values_give_the_whole_range():
    assert (median_of([3.0, 1.0]).low, median_of([3.0, 1.0]).high) == (1.0, 3.0)


def test_ratios_are_taken_round_by_round():
    slow_machine = [Timing(1.0, 2.0), Timing(10.0, 20.0), Timing(2.0, 4.0)]
    twice = [Timing(2.0, 8.0), Timing(20.0, 80.0), Timing(4.0, 16.0)]
    assert cpu_ratio(twice, slow_machine).median == cpu_ratio(twice, slow_machine).high == 2.0
    assert wall_ratio(twice, slow_machine).median == 4.0
