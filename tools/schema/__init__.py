"""Writes the JSON Schema of the training config, and the page of its reference, from the signatures that read it."""
