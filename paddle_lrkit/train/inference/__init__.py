"""Predictions of trained models on new images and texts."""
