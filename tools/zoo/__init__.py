"""Writes the tables of the suites' published recipes: ``python -m tools.zoo SUITE CHECKOUT COMMIT``."""
