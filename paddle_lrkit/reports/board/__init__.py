"""The server of ``lrkit board``."""
