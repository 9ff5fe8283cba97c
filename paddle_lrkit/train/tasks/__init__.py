"""What is trained: each task behind the protocol of `base`."""
