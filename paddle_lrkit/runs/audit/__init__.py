"""Planned against applied rates."""
