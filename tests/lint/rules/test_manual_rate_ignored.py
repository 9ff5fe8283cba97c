"""Rates that are written into private attributes."""

from tests.lint.used import cosine, findings, per_epoch, place, used


def test_each_assignment_is_a_finding():
    usage = used(cosine(), per_epoch(), writes=((place(31), '_default_dict["learning_rate"]'),))
    (finding,) = findings(usage)
    assert (finding.rule, finding.severity, finding.line) == ("manual-rate-ignored", "warning", 31)
    assert finding.message.startswith('the assignment to _default_dict["learning_rate"] changes no update')
    assert findings(used(cosine(), per_epoch())) == []
