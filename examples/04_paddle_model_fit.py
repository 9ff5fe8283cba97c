"""A schedule in ``paddle.Model.fit``: change the import, keep the rest."""

import numpy as np
import paddle

from paddle_lrkit import MultiStepDecay

rng = np.random.default_rng(0)
features = rng.normal(size=(512, 8)).astype("float32")
labels = (features.sum(axis=1) > 0).astype("int64")[:, None]
data = paddle.io.TensorDataset([paddle.to_tensor(features), paddle.to_tensor(labels)])

scheduler = MultiStepDecay(learning_rate=0.1, milestones=[30, 50], gamma=0.1)
network = paddle.nn.Sequential(paddle.nn.Linear(8, 16), paddle.nn.ReLU(), paddle.nn.Linear(16, 2))
model = paddle.Model(network)
optimizer = paddle.optimizer.SGD(scheduler, parameters=network.parameters())
model.prepare(optimizer, paddle.nn.CrossEntropyLoss(), paddle.metric.Accuracy())
model.fit(data, batch_size=32, epochs=4, verbose=0)
print("updates:", scheduler.last_epoch, "rate:", round(scheduler(), 6))
print("accuracy:", model.evaluate(data, batch_size=64, verbose=0)["acc"])
