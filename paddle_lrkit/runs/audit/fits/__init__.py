"""Families of schedules fitted to printed rates: every row within half of its last printed place."""
