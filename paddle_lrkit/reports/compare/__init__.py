"""What ``lrkit compare`` prints and writes."""
