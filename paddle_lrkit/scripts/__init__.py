"""Training scripts: what a program does with its learning rate, read from its source without running it."""
