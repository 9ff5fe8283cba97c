"""The nearest orthogonal matrix, by matrix products only."""

from __future__ import annotations

from typing import Any

import paddle

A, B, C = 3.4445, -4.7750, 2.0315
"""Coefficients of the polynomial ``a * s + b * s^3 + c * s^5`` of each singular value."""

_SMALLEST_NORM = 1e-7


def orthogonalized(matrix: Any, steps: int) -> Any:
    """The matrix with its singular values brought near 1, by the iteration of Newton and Schulz.

    ``X = M / max(|M|, 1e-7);  steps times: S = X X^T;  X = a X + (b S + c S S) X``

    After 5 steps singular values from about 0.01 of the norm on lie between 0.68 and 1.13. The products have the type
    of the matrix; 0 stays 0.

    Args:
        matrix: Shape ``[rows, columns]``.
        steps: Iterations.

    Example:
        >>> orthogonalized(paddle.full([1, 1], 5.0), steps=1).item() == paddle.to_tensor(A + B + C).item()
        True

    Reference: kellerjordan.github.io/posts/muon.
    """
    rows, columns = matrix.shape
    x = matrix.t() if rows > columns else matrix
    x = x / paddle.linalg.norm(x).clip(min=_SMALLEST_NORM)
    for _ in range(steps):
        square = paddle.matmul(x, x, transpose_y=True)
        x = A * x + paddle.matmul(B * square + C * paddle.matmul(square, square), x)
    return x.t() if rows > columns else x
