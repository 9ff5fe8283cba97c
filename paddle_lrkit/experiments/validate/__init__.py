"""The validation of the trainer on a device: what `lrkit validate` runs, one check a module."""
