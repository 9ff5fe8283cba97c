from pathlib import Path

import pytest
import tomllib

from paddle_lrkit import ConfigError
from paddle_lrkit.config.shipped import config_file, shipped_configs

ROOT = Path(__file__).parents[2]


def test_every_config_of_the_repository_has_a_name():
    files = sorted(file for file in (ROOT / "configs").glob("*/*.yml") if file.parent.name != "_base_")
    assert [one.file for one in shipped_configs()] == files
    assert len({one.name for one in shipped_configs()}) == len(files)


def test_the_wheel_has_the_configs_where_they_are_looked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"] == {"configs": "paddle_lrkit/configs"}


@pytest.mark.parametrize("name", ["ernie_tiny_mlm", "ernie_tiny_mlm.yml"])
def test_a_name_stands_for_its_config(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    assert config_file(name) == str(ROOT / "configs" / "text" / "ernie_tiny_mlm.yml")
    Path(name).write_text("own", encoding="utf-8")
    assert config_file(name) == name


@pytest.mark.parametrize("name", ["a/ernie_tiny_mlm", "other.yml", "train.py", "c.json#Section"])
def test_a_path_stays(name):
    assert config_file(name) == name


@pytest.mark.parametrize(
    ("name", "hint"), [("ernie_tiny_ml", "did you mean 'ernie_tiny_mlm'?"), ("-", "lrkit configs lists those")]
)
def test_an_unknown_name_is_said(name, hint):
    with pytest.raises(ConfigError, match=f"no file and no config of the package has the name '{name}'; {hint}"):
        config_file(name)
