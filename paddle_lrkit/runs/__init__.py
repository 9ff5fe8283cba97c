"""Reading the log and the VisualDL records of a run. Nothing here needs Paddle."""
