"""What ``lrkit advise`` asks, prints and writes."""
