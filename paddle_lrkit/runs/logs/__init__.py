"""Training logs of any program, read into rows."""
