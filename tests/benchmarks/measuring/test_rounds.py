from benchmarks.measuring.rounds import measure
from benchmarks.measuring.timing import Timing


def recorded(calls, name):
    def arm():
        calls.append(name)
        return Timing(1.0, 1.0)

    return arm


def test_each_arm_runs_once_a_round_in_changing_order():
    calls = []
    timings = measure({name: recorded(calls, name) for name in "abc"}, rounds=6)
    rounds = ["".join(calls[begin : begin + 3]) for begin in range(0, len(calls), 3)]
    assert [len(times) for times in timings.values()] == [6, 6, 6]
    assert all(sorted(one) == ["a", "b", "c"] for one in rounds)
    assert len(set(rounds[1:])) == 6


def test_rounds_are_added_until_the_figures_decide():
    calls = []
    timings = measure({"a": recorded(calls, "a")}, 2, 10, lambda found: len(found["a"]) >= 5)
    assert len(timings["a"]) == 5
    assert len(measure({"a": recorded(calls, "a")}, 2, 4, lambda found: False)["a"]) == 4
