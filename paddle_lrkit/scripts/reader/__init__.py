"""A small interpreter of training scripts: it follows values, calls and loops, and runs nothing of the script."""
