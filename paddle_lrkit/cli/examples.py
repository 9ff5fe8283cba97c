"""The examples at the end of a command's help."""


def examples(*lines: str) -> str:
    """The epilog that shows command lines; each works where it is pasted, but for the names of the reader's own files.

    Example:
        >>> print(examples("lrkit rule LR101"))
        \x08
        Examples:
          lrkit rule LR101
    """
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
