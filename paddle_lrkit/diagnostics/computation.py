"""A small computation on every device of a kind, with known results."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.devices import spoken
from paddle_lrkit.messages import tr


def check_computation(paddle: Any, kind: str, count: int) -> None:
    """Computes a matrix product, a batch of products as in attention, and a convolution on each device.

    Args:
        paddle: The imported module.
        kind: The device, such as ``gpu`` or ``npu``.
        count: How many there are.

    Raises:
        ArithmeticError: A result is wrong; the message names the device.
    """
    for index in range(count):
        paddle.set_device(f"{kind}:{index}")
        ones, batch = paddle.ones([64, 64]), paddle.ones([2, 2, 8, 4])
        image, kernel = paddle.ones([1, 4, 8, 8]), paddle.ones([2, 4, 3, 3])
        for what, result, size, value in (
            (tr("product"), paddle.matmul(ones, ones), 64 * 64, 64.0),
            (tr("batch of products"), paddle.matmul(batch, batch, transpose_y=True), 4 * 64, 4.0),
            (tr("convolution"), paddle.nn.functional.conv2d(image, kernel), 2 * 36, 36.0),
        ):
            found = result.numpy()
            if found.size != size or not abs(float(found.mean()) - value) <= 1e-3:
                raise ArithmeticError(
                    tr("on {} {} of {} the result of a {} is wrong", spoken(kind), index, count, what)
                )
