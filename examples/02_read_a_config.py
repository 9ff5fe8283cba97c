"""Read the schedule of a training config without training, and without loading Paddle."""

from pathlib import Path

import paddle_lrkit as lrkit

configs = Path(__file__).resolve().parent.parent / "configs" / "classification"
for path in sorted(configs.glob("*.yml")):
    schedule = lrkit.load_schedule(path)
    print(
        f"{path.stem:<32} {schedule.total_updates:>9,} updates  peak {schedule.peak_lr:g}  "
        f"last {schedule.curve(schedule.total_updates - 1):.2g}"
    )
