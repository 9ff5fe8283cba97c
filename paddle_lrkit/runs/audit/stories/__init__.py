"""What can have happened to a schedule: one kind of story a file."""
