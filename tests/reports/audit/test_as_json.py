"""The JSON of an audit."""

from __future__ import annotations

import json
import math

from paddle_lrkit.reports.audit.as_json import json_report
from paddle_lrkit.reports.audit.audited import Unreadable
from paddle_lrkit.runs.audit.recognized import FittedNumber
from paddle_lrkit.runs.audit.result import Alternative, AuditNote, LossFinding
from tests.reports.audit.audits import audited, placed

CONTRACT = [
    "format",
    "suite",
    "convention",
    "rows",
    "updates",
    "interval",
    "verdict",
    "certainty",
    "also_possible",
    "parameters",
    "first_update",
    "rows_that_differ",
    "rows_that_could_tell",
    "notes",
    "loss",
]


def test_one_audit_is_an_object_with_the_documented_keys_first():
    found = json.loads(json_report([audited()], several=False))
    assert list(found)[: len(CONTRACT)] == CONTRACT
    assert (found["verdict"], found["rows"], found["updates"], found["interval"]) == ("agrees", 100, 1981, 20)
    assert (found["first_update"], found["fault"], found["plan"]["source"]) == (None, False, "a.yml")
    assert "peak" in found["plan"]["words"]


def test_alternatives_are_names_and_in_full():
    one = Alternative("stretched", "half as long", "a log of the warmup", {"factor": (1.9, 2.1)})
    found = json.loads(json_report([audited(also_possible=[one])], several=False))
    assert found["also_possible"] == ["stretched"]
    assert found["alternatives"] == [
        {
            "verdict": "stretched",
            "text": "half as long",
            "told_apart_by": "a log of the warmup",
            "parameters": {"factor": [1.9, 2.1]},
        }
    ]


def test_numbers_that_json_lacks_are_null():
    loss = LossFinding("nan", "NaN", 40, 3, math.nan, False, "high", {"before": [1.0, math.inf]})
    text = json_report([audited(loss=[loss], parameters={"shift": math.nan, "at": 7})], several=False)
    found = json.loads(text, parse_constant=lambda name: name)
    assert found["parameters"] == {"shift": None, "at": 7}
    assert found["loss"] == [
        {
            "kind": "nan",
            "text": "NaN",
            "update": 40,
            "line": 3,
            "rate": None,
            "rate_to_blame": False,
            "certainty": "high",
            "numbers": {"before": [1.0, None]},
        }
    ]


def test_several_audits_are_a_list_with_the_logs_that_cannot_be_read():
    wrong = audited(placed=placed(factor=2.0, since=1000), notes=[AuditNote("torn-line", "it breaks off", 9)])
    first, second = json.loads(json_report([wrong, Unreadable("b.log", "b.log: no rates")], several=True))
    assert (first["first_update"], first["rows_that_differ"], first["fault"]) == (1000, 50, True)
    assert first["notes"] == [{"kind": "torn-line", "text": "it breaks off", "line": 9}]
    assert second == {"source": "b.log", "error": "b.log: no rates"}


def test_what_knows_its_own_json_is_written_so():
    number = FittedNumber(0.1, 0.09, math.inf, "rate")
    found = json.loads(json_report([audited(parameters={"peak": number})], several=False))
    assert found["parameters"] == {"peak": {"value": 0.1, "low": 0.09, "high": None, "assumed": False}}
    assert found["shape"] is None
