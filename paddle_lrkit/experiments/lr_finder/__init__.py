"""The learning-rate range test: short ramps of the rate on the real model and data."""
