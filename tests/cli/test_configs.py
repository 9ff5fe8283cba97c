import json

import yaml
from click.testing import CliRunner

from paddle_lrkit.cli.main import cli
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.shipped import shipped_configs


def run(*arguments):
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_list_names_every_config():
    rows = json.loads(run("configs", "--json"))
    assert [row["name"] for row in rows] == [one.name for one in shipped_configs()]
    row = next(row for row in rows if row["name"] == "faster_rcnn_r50_fpn_1x_coco")
    assert (row["model"], row["data"], row["optimizer"], row["length"]) == (
        "FasterRCNN",
        "Coco",
        "Momentum",
        "12 epochs",
    )
    assert all(row["name"] in run("configs") for row in rows)


def test_a_printed_config_stands_alone(tmp_path):
    file = tmp_path / "mine.yml"
    for one in shipped_configs():
        file.write_text(run("configs", one.name), encoding="utf-8")
        assert "_BASE_" not in yaml.safe_load(file.read_text(encoding="utf-8"))
        assert load_config(file).data == load_config(one.file).data


def test_a_command_takes_a_config_by_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = json.loads(run("curve", "resnet18_digits_cosine", "--at", "0,22", "--json"))
    assert found["lr"] == [0.0, 0.01]
