"""Reading a config loads neither Paddle nor NumPy, and of the other suites only what recognises their configs."""

import json
import subprocess
import sys

import pytest

CONFIGS = {
    "ppdet": {"epoch": 2, "LearningRate": {}},
    "ppcls": {"Global": {"epochs": 2}, "Optimizer": {"lr": {"name": "ConstLR", "learning_rate": 0.1}}},
    "ppocr": {"Global": {"epoch_num": 2}, "Optimizer": {"lr": {"learning_rate": 0.1}}},
    "ppseg": {"iters": 2, "lr_scheduler": {"type": "StepDecay", "learning_rate": 0.1, "step_size": 1}},
    "ppnlp": {"max_steps": 2, "learning_rate": 0.1},
}


@pytest.mark.parametrize("suite", CONFIGS)
def test_only_what_a_suite_needs_is_imported(suite, tmp_path):
    path = tmp_path / "config.yml"
    path.write_text(json.dumps(CONFIGS[suite]), encoding="utf-8")
    program = (
        "import sys; from paddle_lrkit.suites import load_schedule; "
        f"s = load_schedule({str(path)!r}, steps_per_epoch=5); print(s.suite, *sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    found, *modules = ran.stdout.split()
    assert found == suite
    assert not {"paddle", "numpy", "click", "json"} & set(modules)
    others = tuple(f"paddle_lrkit.suites.{other}" for other in CONFIGS if other != suite)
    assert not [name for name in modules if name.startswith(others) and name not in others and ".detect" not in name]
