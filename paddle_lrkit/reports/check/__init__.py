"""What ``lrkit check`` prints."""
