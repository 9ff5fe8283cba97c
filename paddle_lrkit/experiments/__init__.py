"""What trains several times: comparisons, the learning-rate range test, validation."""
