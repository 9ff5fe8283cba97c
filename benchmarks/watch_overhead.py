"""What do the hooks of ``lrkit watch`` cost an update?

python benchmarks/watch_overhead.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

ROUNDS, UPDATES = 7, 2000


def program() -> None:
    """Makes updates of a tiny model, and prints the least CPU time of one in microseconds."""
    import paddle

    net = paddle.nn.Linear(4, 1)
    schedule = paddle.optimizer.lr.CosineAnnealingDecay(0.1, 100_000)
    optimizer = paddle.optimizer.SGD(schedule, parameters=net.parameters())
    net(paddle.ones([2, 4])).sum().backward()
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(UPDATES):
            optimizer.step()
            schedule.step()
        times.append((time.process_time() - begin) / UPDATES * 1e6)
    print(min(times))


def main() -> None:
    """Runs the program with and without the hooks, in turn."""
    alone = [sys.executable, "-W", "ignore", __file__, "program"]
    watched = [sys.executable, "-W", "ignore", "-m", "paddle_lrkit", "watch", "--", *alone]
    found: dict[str, list[float]] = {"alone": [], "watched": []}
    for _ in range(3):
        for name, command in (("alone", alone), ("watched", watched)):
            environment = {**os.environ, "OMP_NUM_THREADS": "1"}
            done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
            found[name].append(float(done.stdout.split()[-1]))
    bare, hooked = min(found["alone"]), min(found["watched"])
    share = (hooked - bare) / 10_000
    print(f"update and step: {bare:.1f} us alone, {hooked:.1f} us watched: {hooked - bare:.1f} us, ", end="")
    print(f"{share:.2%} of an update of 10 ms")


if __name__ == "__main__":
    program() if "program" in sys.argv else main()
