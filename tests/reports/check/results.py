"""A result whose every text is hostile."""

from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.file_report import FileReport, NotUnderstood
from paddle_lrkit.lint.find_files import FoundFiles
from paddle_lrkit.lint.finding import Finding

HOSTILE = "学\x1b[31m\x9b31m\u202e\u2028\n\udcff"
FINDING = Finding("LR101", "never-decays", "info", f"{HOSTILE}.yml", 3, HOSTILE, HOSTILE, HOSTILE)
RESULT = CheckResult(
    (FINDING,), (FileReport(f"{HOSTILE}.yml#a", None, (), (NotUnderstood(7, HOSTILE),)),), FoundFiles()
)


def hidden(text):
    """The characters of a report that a terminal would obey."""
    return [letter for letter in text if not letter.isprintable() and letter != "\n"]
