"""What the functions and classes of libraries do when a script is read: nothing of a library itself is executed."""
