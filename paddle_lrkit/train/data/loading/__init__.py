"""Which samples make which batch, and worker processes that load them."""
