"""Data sets, transforms, samplers and loaders. Only loader.py and workers.py import Paddle."""
