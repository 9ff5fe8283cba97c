"""What ``lrkit predict`` reads, prints and draws."""
