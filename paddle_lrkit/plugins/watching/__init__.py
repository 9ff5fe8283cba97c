"""Watches the schedules and optimizers of a Paddle program."""
