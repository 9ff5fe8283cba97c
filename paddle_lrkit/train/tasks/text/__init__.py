"""Tasks on texts: classes, tags and masked tokens."""
