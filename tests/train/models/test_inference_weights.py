"""The weights of an inference model, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import paddle
import pytest
from paddle.static import InputSpec

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.models.ernie.factory import ernie
from paddle_lrkit.train.models.inference_weights import NAMES, PARAMETERS, read_inference_weights, write_weight_names
from paddle_lrkit.train.models.resnet_cifar import ResNetCifar

IMAGE = [InputSpec([None, 3, 8, 8], "float32", "image")]
TOKENS = [InputSpec([None, None], "int64", name) for name in ("input_ids", "token_type_ids")]
SIZES = {"hidden_size": 12, "num_hidden_layers": 1, "num_attention_heads": 3, "intermediate_size": 8}


def exported(model: Any, spec: list[Any], folder: Path) -> Path:
    model.eval()
    paddle.jit.save(paddle.jit.to_static(model, input_spec=spec, full_graph=True), str(folder / "model"))
    write_weight_names(model, model, folder)
    return folder


@pytest.mark.parametrize(
    ("make", "spec", "unused"),
    [
        (lambda: ResNetCifar(num_classes=3, depth=8, width=4), IMAGE, set()),
        (lambda: ernie("token", 50, **SIZES), TOKENS, {"ernie.pooler.dense.weight", "ernie.pooler.dense.bias"}),
    ],
    ids=["images", "tokens"],
)
def test_every_array_that_the_program_uses(
    tmp_path: Path, make: Callable[[], Any], spec: list[Any], unused: set[str]
) -> None:
    model = make()
    arrays = read_inference_weights(exported(model, spec, tmp_path))
    state = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    assert state.keys() - arrays.keys() == unused
    assert arrays.keys() <= state.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, state[name], err_msg=name)


def test_damaged_files_are_errors(tmp_path: Path) -> None:
    folder = exported(paddle.nn.Linear(2, 3), [InputSpec([None, 2], "float32", "x")], tmp_path)
    content = (folder / PARAMETERS).read_bytes()
    assert len(read_inference_weights(folder)) == 2
    for end in range(1, len(content), 3):
        (folder / PARAMETERS).write_bytes(content[:end])
        with pytest.raises(DataError, match=r"not a readable inference model|must name the 1 arrays"):
            read_inference_weights(folder)
    (folder / PARAMETERS).write_bytes(content)
    for names in ('["weight"]', '["weight", "weight"]', "3"):
        (folder / NAMES).write_text(names)
        with pytest.raises(DataError, match=r"weight_names\.json: must name the 2 arrays of model\.pdiparams"):
            read_inference_weights(folder)
    (folder / NAMES).write_text("[")
    with pytest.raises(DataError, match="not a readable inference model"):
        read_inference_weights(folder)
