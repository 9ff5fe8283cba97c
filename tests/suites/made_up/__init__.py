"""A suite that does not exist: all that a new suite needs."""
