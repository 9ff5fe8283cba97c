"""Training: the loop, its tasks, data, models, checkpoints and trackers."""
