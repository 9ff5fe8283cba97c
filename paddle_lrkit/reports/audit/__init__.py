"""What ``lrkit audit`` shows: text, JSON, pictures and a page of several runs."""
