"""Our schedulers where other programs look for theirs; one module a program."""
