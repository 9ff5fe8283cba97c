"""What the loss of a log shows, each finding with the numbers that it rests on."""
