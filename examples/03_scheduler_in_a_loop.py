"""A schedule in a plain Paddle training loop, saved and loaded in the middle."""

import numpy as np
import paddle

import paddle_lrkit as lrkit

features = paddle.to_tensor(np.random.default_rng(0).normal(size=(256, 4)).astype("float32"))
target = features.sum(axis=1, keepdim=True)

model = paddle.nn.Linear(4, 1)
scheduler = lrkit.CurveLR(lrkit.curves.cosine(0.1, 0.0, 90).warmup(10))
optimizer = paddle.optimizer.Momentum(scheduler, parameters=model.parameters())

for update in range(100):
    loss = paddle.nn.functional.mse_loss(model(features), target)
    loss.backward()
    optimizer.step()
    optimizer.clear_grad()
    scheduler.step()
    if update == 49:
        state = scheduler.state_dict()
        scheduler = lrkit.CurveLR(lrkit.curves.cosine(0.1, 0.0, 90).warmup(10))
        scheduler.set_state_dict(state)
        optimizer.set_lr_scheduler(scheduler)
    if update % 20 == 19:
        print(f"after update {update}: loss {loss.item():.6f}, next rate {scheduler():.5f}")
