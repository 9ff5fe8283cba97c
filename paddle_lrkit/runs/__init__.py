"""Reading what a run wrote: its log and its VisualDL records. Nothing here needs Paddle."""
