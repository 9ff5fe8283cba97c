"""Functions whose arguments come from the command line."""

import pytest

from paddle_lrkit.scripts.library.base import External
from tests.scripts.library.fake_reader import run

CLICK = """
command = click.command()(
    click.option('--lr', '-l', default=0.1)(
        click.option('--batch-size', 'batch', default=3, type=int)(
            click.option('--amp/--no-amp', default=True)(
                click.option('--name', type=click.Choice(['sgd', 'adamw']))(target)))))
command()
"""
NAMES = {"click": External("click"), "fire": External("fire"), "target": lambda **named: named}


def called(source, *arguments):
    return run(source.replace("\n    ", "").replace("(\n", "("), names=dict(NAMES), arguments=arguments)


def test_the_options_of_a_click_command():
    assert called(CLICK) == {"lr": 0.1, "batch": 3, "amp": True, "name": None}
    assert called(CLICK, "-l", "3", "--batch-size=7", "--name", "sgd") == {
        "lr": 3.0,
        "batch": 7,
        "amp": True,
        "name": "sgd",
    }


def test_a_required_option_that_is_not_given_is_not_known():
    found = called("c = click.command()(click.option('--config', required=True)(target))\nc()")
    assert "give it after --" in str(found["config"])


@pytest.mark.parametrize("name", ["fire.Fire", "typer.run"])
def test_fire_calls_the_function_with_the_arguments(name):
    source = f"{name}(target)"
    found = run(source, names={**NAMES, "typer": External("typer")}, arguments=["--lr=0.1", "--ms", "[1, 2]", "--amp"])
    assert found == {"lr": 0.1, "ms": [1, 2], "amp": True}


def test_hydra_reads_its_config():
    files = {"conf/train.yaml": "lr: 1e-4\nepochs: 3"}
    source = "main = hydra.main(config_path='conf', config_name='train')(target)\nmain()"
    names = {"hydra": External("hydra"), "target": lambda cfg: (cfg.mapping, cfg.others)}
    assert run(source, names=names, files=files, arguments=["epochs=9"]) == ({"lr": 1e-4, "epochs": 9}, None)
    files = {"conf/train.yaml": "defaults: [model]\nlr: 0.1"}
    assert "defaults" in run(source, names=names, files=files)[1].why
