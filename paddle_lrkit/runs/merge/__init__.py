"""Checkpoints of a run with a constant rate, averaged so that they stand for a decay."""
