"""The process that trains: how Paddle is imported, its device, and the signals it gets."""
