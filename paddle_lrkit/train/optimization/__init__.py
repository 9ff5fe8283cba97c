"""What changes the weights: the optimizer, its learning rate and the moving average."""
