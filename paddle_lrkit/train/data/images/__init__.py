"""Labelled images: data sets, transforms, batches."""
