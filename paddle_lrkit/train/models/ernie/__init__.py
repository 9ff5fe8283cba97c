"""ERNIE: encoder, heads, sizes and the factory that a config names."""
