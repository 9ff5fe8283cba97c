"""Texts: data sets, tokens, batches."""
