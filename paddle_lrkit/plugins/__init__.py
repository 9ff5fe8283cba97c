"""Our schedulers inside other programs; one module a program."""
