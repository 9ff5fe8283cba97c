"""Mistakes put into good configs are found; on real sections errors are few. The real ones are opt-in."""

import gzip
import json
import os
from collections import Counter
from pathlib import Path

import pytest
import yaml

from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config, check_file
from paddle_lrkit.suites.base import Selection
from tests.lint.mistakes import KINDS, injected

FOLDER = os.environ.get("LRKIT_SUITE_CASES")
SUITES = ("ppdet", "ppcls", "ppseg", "ppocr", "ppnlp")
RECALL = 0.95
LEAST = 20
MOST_ERRORS = 30
OFTEN = 0.1


def own_sample():
    """``(suite, variant, config)`` of good configs in the forms that the suites use."""
    for epochs in (12, 24, 36, 90, 120):
        two = [epochs * 2 // 3, epochs * 11 // 12]
        warmup = {"name": "LinearWarmup", "start_factor": 0.1, "epochs": 1}
        for decay in (
            {"name": "PiecewiseDecay", "gamma": 0.1, "milestones": two},
            {"name": "CosineDecay", "max_epochs": epochs},
        ):
            yield "ppdet", None, {"epoch": epochs, "LearningRate": {"base_lr": 0.01, "schedulers": [decay, warmup]}}
        bodies = (
            {"name": "Cosine", "learning_rate": 0.1, "warmup_epoch": 1},
            {
                "name": "MultiStepDecay",
                "learning_rate": 0.1,
                "milestones": [epochs // 2, epochs * 3 // 4],
                "gamma": 0.1,
            },
            {"name": "Piecewise", "decay_epochs": two, "values": [0.1, 0.01, 0.001]},
        )
        for suite, key in (("ppcls", "epochs"), ("ppocr", "epoch_num")):
            for lr in bodies:
                yield suite, None, {"Global": {key: epochs}, "Optimizer": {"lr": dict(lr)}}
    for iters in (20000, 40000, 80000, 90000, 160000):
        for lr in (
            {"type": "PolynomialDecay", "learning_rate": 0.01, "end_lr": 0, "power": 0.9},
            {
                "type": "PolynomialDecay",
                "learning_rate": 0.01,
                "end_lr": 0,
                "warmup_iters": 500,
                "warmup_start_lr": 0.001,
            },
            {"type": "CosineAnnealingDecay", "learning_rate": 0.01, "T_max": iters},
            {"type": "MultiStepDecay", "learning_rate": 0.01, "milestones": [iters // 2, iters * 3 // 4]},
        ):
            yield "ppseg", None, {"iters": iters, "lr_scheduler": lr}


def real_sections():
    seen = set()
    for suite, case in real_cases():
        variant = case.get("variant") or case.get("entry")
        key = json.dumps([suite, case["config"], variant], sort_keys=True)
        if key not in seen:
            seen.add(key)
            yield suite, variant, case["config"]


def real_cases():
    for suite in SUITES:
        with gzip.open(Path(FOLDER, f"{suite}.json.gz"), "rt", encoding="utf-8") as stream:
            yield from ((suite, case) for case in json.load(stream))


def findings(suite, variant, config):
    return check_config(config, CheckOptions(suite=suite, selection=Selection(variant)))


def good(sample):
    return [section for section in sample if all(finding.severity == "info" for finding in findings(*section))]


def recall(sections, kind):
    """Configs with the mistake, and those of them in which it was not found."""
    wrong = [(suite, variant, injected(config, suite, kind)) for suite, variant, config in sections]
    wrong = [section for section in wrong if section[2] is not None]
    missed = [section for section in wrong if not {finding.rule for finding in findings(*section)} & KINDS[kind][0]]
    return wrong, missed


def report(kind, count, missed):
    """Prints what ``pytest -s`` or ``-rP`` shows."""
    print(f"{kind}: {count} injected, {count - missed} found, recall {1 - missed / count:.3f}")


def test_the_own_sample_is_good():
    assert [section for section in own_sample() if section not in good([section])] == []


@pytest.mark.parametrize("kind", KINDS)
def test_mistakes_in_the_own_sample_are_found(kind):
    wrong, missed = recall(list(own_sample()), kind)
    report(kind, len(wrong), len(missed))
    assert len(wrong) >= LEAST
    assert missed == []


@pytest.mark.skipif(not FOLDER, reason="LRKIT_SUITE_CASES names no directory of <suite>.json.gz files")
@pytest.mark.parametrize("kind", KINDS)
def test_mistakes_in_real_sections_are_found(kind):
    wrong, missed = recall(good(real_sections()), kind)
    report(kind, len(wrong), len(missed))
    assert len(wrong) >= LEAST
    assert 1 - len(missed) / len(wrong) >= RECALL, missed[:5]


def doubled(sections, folder):
    """Configs whose child doubles the batch size, and those in which it was not found."""
    missed, count = [], 0
    for number, (suite, _, config) in enumerate(sections):
        if suite not in ("ppdet", "ppseg"):
            continue
        key, batch = ("_BASE_", ("TrainReader", "batch_size")) if suite == "ppdet" else ("_base_", ("batch_size",))
        base, child = folder / f"{number}-base.yml", folder / f"{number}.yml"
        base.write_text(yaml.safe_dump({**untagged(config), **nested(batch, 2)}), encoding="utf-8")
        child.write_text(yaml.safe_dump({key: [base.name], **nested(batch, 4)}), encoding="utf-8")
        count += 1
        if "batch-changed-rate-not" not in {finding.rule for finding in check_file(str(child))}:
            missed.append(config)
    return count, missed


def nested(path, value):
    return {path[0]: nested(path[1:], value)} if path else value


def untagged(value):
    """Without ``__tag__``, which no file has: PaddleDetection takes ``name`` as well."""
    if isinstance(value, dict):
        return {"name" if key == "__tag__" else key: untagged(part) for key, part in value.items()}
    return [untagged(part) for part in value] if isinstance(value, list) else value


def test_a_doubled_batch_size_is_found(tmp_path):
    count, missed = doubled(own_sample(), tmp_path)
    report("batch doubled", count, len(missed))
    assert count >= LEAST
    assert missed == []


@pytest.mark.skipif(not FOLDER, reason="LRKIT_SUITE_CASES names no directory of <suite>.json.gz files")
def test_a_doubled_batch_size_of_a_real_section_is_found(tmp_path):
    count, missed = doubled(good(real_sections()), tmp_path)
    report("batch doubled", count, len(missed))
    assert count >= LEAST
    assert len(missed) <= (1 - RECALL) * count, missed[:3]


@pytest.mark.skipif(not FOLDER, reason="LRKIT_SUITE_CASES names no directory of <suite>.json.gz files")
def test_errors_on_real_sections_are_few():
    checked = [findings(*section) for section in real_sections()]
    assert len(checked) > 500
    assert sum(any(finding.severity == "error" for finding in found) for found in checked) <= MOST_ERRORS


@pytest.mark.skipif(not FOLDER, reason="LRKIT_SUITE_CASES names no directory of <suite>.json.gz files")
def test_no_rule_fires_on_many_published_sections():
    """What fires on a tenth of the published sections is no finding; ``pytest -rP`` prints the table."""
    checked = [{finding.rule for finding in findings(*section)} for section in real_sections()]
    counts = Counter(rule for rules in checked for rule in rules)
    for rule, count in counts.most_common():
        print(f"{rule}: {count} of {len(checked)}")
    assert [rule for rule, count in counts.items() if count > OFTEN * len(checked)] == []


def is_true(case, rule):
    """Whether the suite's own exception or its own rates say what an error says."""
    rates = case.get("lr")
    if case.get("error"):
        return rates is None or not rates
    if rule == "warmup-longer-than-run":
        return rates == sorted(rates)
    section = case["config"].get("lr_scheduler") or case["config"]["Optimizer"]["lr"]
    if rule == "milestone-after-end":
        return section["values"][-1] not in rates
    return rule == "values-discarded" and sorted(set(rates), reverse=True) != section["values"]


@pytest.mark.skipif(not FOLDER, reason="LRKIT_SUITE_CASES names no directory of <suite>.json.gz files")
def test_errors_on_real_sections_are_true():
    wrong = []
    for suite, case in real_cases():
        found = findings(suite, case.get("variant") or case.get("entry"), case["config"])
        errors = {finding.rule for finding in found if finding.severity == "error"}
        wrong += [(case["path"], rule) for rule in errors if not is_true(case, rule)]
    assert wrong == []


def rows_of_the_page():
    """``(suite, file, sentence)`` of each row of the table in ``docs/check.md``."""
    text = (Path(__file__).parents[2] / "docs" / "check.md").read_text(encoding="utf-8")
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0] in SUITES:
            yield cells[0], cells[1].strip("`"), cells[3]


@pytest.mark.skipif(not FOLDER, reason="LRKIT_SUITE_CASES names no directory of <suite>.json.gz files")
def test_the_page_lists_the_errors_of_real_sections():
    listed = {(suite, file): sentence for suite, file, sentence in rows_of_the_page()}
    found = {}
    for suite, case in real_cases():
        errors = [
            finding
            for finding in findings(suite, case.get("variant") or case.get("entry"), case["config"])
            if finding.severity == "error"
        ]
        if errors:
            found.setdefault((suite, case["path"]), errors)
    assert listed.keys() == found.keys()
    for place, errors in found.items():
        assert {part.split(": ")[0] for part in listed[place].split("; ") if ": " in part} >= {
            error.rule for error in errors
        }
        assert any(error.message in listed[place] for error in errors)
