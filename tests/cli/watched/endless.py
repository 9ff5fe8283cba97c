"""Trains until it is stopped."""

import os
import sys
import time

import paddle

import paddle_lrkit.plugins.watch  # noqa: F401

net = paddle.nn.Linear(1, 1)
schedule = paddle.optimizer.lr.ExponentialDecay(0.1, 0.99)
optimizer = paddle.optimizer.SGD(schedule, parameters=net.parameters())
for epoch in range(10_000):
    for _ in range(5):
        net(paddle.ones([1, 1])).sum().backward()
        optimizer.step()
        optimizer.clear_grad()
    schedule.step()
    if epoch == 3:
        print("ready", flush=True)
        if "exit" in sys.argv:
            os._exit(7)
        if "stop" in sys.argv:
            raise ValueError("no more")
    time.sleep(0.001)
