"""Ordering schedules without training."""
