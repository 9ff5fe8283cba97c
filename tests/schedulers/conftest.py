"""What holds for each drop-in class, as one check that the test of each class calls with random arguments."""

import importlib.util

import pytest

if importlib.util.find_spec("paddle") is None:
    collect_ignore_glob = ["test_*.py"]

UPDATES = 40


def walk(scheduler, updates):
    """The rates at updates 0 .. updates - 1, one ``step()`` after the other."""
    rates = [scheduler()]
    for _ in range(updates - 1):
        scheduler.step()
        rates.append(scheduler())
    return rates


@pytest.fixture(scope="session")
def rates():
    return walk


@pytest.fixture(scope="session")
def drop_in():
    """A check: equal to Paddle, the same by ``step()``, ``step(n)`` and ``last_epoch=``, resumable everywhere."""

    def check(make, make_paddle, updates=UPDATES, first=0):
        ours = walk(make(), updates)
        assert all(type(rate) is float and rate >= 0 for rate in ours)
        if make_paddle is not None:
            theirs = walk(make_paddle(), updates)
            peak = max(map(abs, theirs))
            assert ours[first:] == pytest.approx(theirs[first:], rel=0, abs=1e-12 * peak)
        jumping = make()
        for update in reversed(range(updates)):
            jumping.step(update)
            assert jumping() == jumping.get_lr() == ours[update]
        for update in range(first, updates, 6):
            assert make(last_epoch=update - 1)() == ours[update]
            resumes(make, make_paddle, update, ours)

    return check


def resumes(make, make_paddle, update, expected):
    saved = make()
    saved.step(update)
    loaded = make()
    loaded.set_state_dict(saved.state_dict())
    assert walk(loaded, len(expected) - update) == expected[update:]
    if make_paddle is not None:
        paddles = make_paddle()
        for _ in range(update):
            paddles.step()
        loaded = make()
        loaded.set_state_dict(paddles.state_dict())
        assert walk(loaded, len(expected) - update) == expected[update:]
