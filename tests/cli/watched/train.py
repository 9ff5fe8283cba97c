"""A program with most of what users write; its numbers are known without Paddle."""

import sys

import numpy as np
import paddle

lr = paddle.optimizer.lr
ROWS, BATCH, EPOCHS = 64, 4, 5


class Rows(paddle.io.Dataset):
    def __len__(self):
        return ROWS

    def __getitem__(self, number):
        return np.ones([4], "float32"), np.ones([1], "float32")


class Ramp(lr.LRScheduler):
    """A schedule of the program, which steps another one that it holds."""

    def __init__(self, parts, length):
        self.parts, self.length = parts, length
        super().__init__(0.1)

    def get_lr(self):
        return self.base_lr * min(1.0, (self.last_epoch + 1) / self.length)

    def step(self, epoch=None):
        super().step(epoch)
        for part in self.parts:
            part.step()


def loss(net, x, y):
    return ((net(x) - y) ** 2).mean()


net = paddle.nn.Linear(4, 1)
train, test = paddle.io.DataLoader(Rows(), batch_size=BATCH), paddle.io.DataLoader(Rows(), batch_size=16)
cosine = lr.CosineAnnealingDecay(0.1, T_max=EPOCHS * len(train) // 4)
adam = paddle.optimizer.AdamW(cosine, parameters=net.parameters())
forgotten = lr.StepDecay(0.2, step_size=2)
sgd = paddle.optimizer.SGD(0.2, parameters=net.parameters())
ramp = Ramp([lr.ExponentialDecay(0.1, 0.9)], length=3)
momentum = paddle.optimizer.Momentum(ramp, parameters=net.parameters())
scaler = paddle.amp.GradScaler(enable=False)
for x, y in test:
    loss(net, x, y)
next(iter(train))
for epoch in range(EPOCHS):
    for number, (x, y) in enumerate(train):
        loss(net, x, y).backward()
        if (number + 1) % 4 == 0:
            if epoch == 1 and number == 7:  # what a loss scaler leaves when it found an infinite gradient
                sgd._set_auxiliary_var("found_inf", True)
            scaler.step(adam)
            sgd.step()
            sgd._set_auxiliary_var("found_inf", None)
            momentum.minimize(loss(net, x, y))
            adam.clear_grad()
            cosine.step()
    for x, y in test:
        loss(net, x, y)
    ramp.step()
    forgotten.step()
    if epoch == 2:
        sgd.set_lr(0.05)
print(" ".join(sys.argv[1:]), __name__, sys.path[0] != "")
paddle.save(net.state_dict(), "net.pdparams")
net.set_state_dict(paddle.load("net.pdparams"))
sys.exit(3 if "three" in sys.argv else 0)
