"""The first config of ``lrkit init``: what a folder of data holds, and the config that trains on it."""
