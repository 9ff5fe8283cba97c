"""The report of a file as JSON."""

from paddle_lrkit.lint.file_report import FileReport, NotUnderstood, UnderstoodSchedule


def test_a_report_as_json():
    schedule = UnderstoodSchedule(12, "LinearWarmup(CosineAnnealingDecay)", 0.1, 450_000, 90, "update")
    report = FileReport("a.yml", "ppcls", (schedule,), (NotUnderstood(None, "no suite has these keys"),))
    assert report.as_dict() == {
        "path": "a.yml",
        "suite": "ppcls",
        "schedules": [
            {
                "line": 12,
                "schedule": "LinearWarmup(CosineAnnealingDecay)",
                "peak_lr": 0.1,
                "run": {"updates": 450_000, "epochs": 90},
                "stepped": "update",
            }
        ],
        "not_understood": [{"line": None, "why": "no suite has these keys"}],
    }
