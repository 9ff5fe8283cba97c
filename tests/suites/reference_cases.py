"""Curves of the suites' own code in a directory of ``<suite>.json.gz`` files, which is not part of the project."""

import gzip
import json
import os
from pathlib import Path

import pytest
import yaml

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.table import SUITES, reader_of

FOLDER = os.environ.get("LRKIT_SUITE_CASES")
NAMES = tuple(suite for suite in SUITES if suite != "lrkit")

only_with_cases = pytest.mark.skipif(not FOLDER, reason="LRKIT_SUITE_CASES names no directory of <suite>.json.gz files")


def cases(suite):
    """The cases of a suite."""
    for part in ("", "_options"):
        path = Path(FOLDER, f"{suite}{part}.json.gz")
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as stream:
                yield from json.load(stream)


def selection(case):
    """What a case says beside its config, as ``variant``, ``entry``, ``optimizer_index`` and ``given``.

    The first suites have their program under ``entry``; some suites have a remark under ``variant``.
    """
    reader = reader_of(case["suite"])
    names = [case.get("variant"), case.get("entry")]
    given = next((case[key] for key in ("defaults", "code_args", "cli") if case.get(key)), {})
    if case.get("model"):
        given = {**given, "model": case["model"]}
    return Selection(
        variant=next((name for name in names if name in reader.variants), None),
        optimizer_index=case.get("optimizer_index", reader.main_optimizer(Document(case["config"]))),
        entry=next((name for name in names if name in reader.entries), None),
        given=given,
    )


def world_size(case):
    """The number of processes of a case."""
    return case.get("world_size") or case.get("num_gpus")


def steps_per_epoch(case):
    """Updates or batches in an epoch; one case of Paddle3D does not say the 20 that its curve has."""
    unsaid = case["suite"] == "pp3d" and "CosineAnnealingDecayByEpoch" in case["config_yaml"]
    return case["steps_per_epoch"] or (20 if unsaid else None)


def total_updates(case):
    """Updates of the run; one case has one less than its program makes, and than those with the same keys have."""
    short = (case["path"], case.get("entry")) == ("examples/csmsc/jets/conf/default.yaml", "t2s.jets:generator")
    return case["total_steps"] + short


def written(case, folder):
    """The files of a case in a folder: the config and, for a config that rewrites another, that one."""
    files = case.get("files") or {"config.yml": case["config_yaml"]}
    for name, text in files.items():
        path = Path(folder, _yaml_name(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if isinstance(text, str) else yaml.safe_dump(text), encoding="utf-8")
    config = Path(folder, _yaml_name(case.get("entry_file") or case.get("main") or "config"))
    base = Path(folder, case["base_file"]) if case.get("base_file") else None
    return config, base


def _yaml_name(name):
    return name if name.endswith((".yml", ".yaml")) else f"{name}.yml"
