"""The programs that the tests of `watch` start are no tests."""

collect_ignore = ["watched"]
