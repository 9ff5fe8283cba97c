"""Help and errors of the commands in Chinese."""

from __future__ import annotations

import pytest

from paddle_lrkit.cli.main import COMMANDS, main
from paddle_lrkit.text import cells
from tests.chinese import english_in


@pytest.fixture
def said(capsys, monkeypatch):
    """What a command line prints in a Chinese locale."""
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments):
        with pytest.raises(SystemExit):
            main(list(arguments))
        return "".join(capsys.readouterr())

    return run


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_the_help_is_chinese(said, command):
    text = said(*filter(None, [command, "--help"])).partition("示例：")[0]
    assert english_in(text) == []
    assert text.startswith("用法：")
    assert max(cells(line) for line in text.splitlines() if "|" not in line) <= 82  # a mark may hang over
    assert not [line for line in text.splitlines() if line.strip().startswith(("，", "。", "）", "、", "；"))]
    assert not [line for line in text.splitlines() if line.endswith("（")]


def test_the_option_goes_before_or_behind_the_command(said, monkeypatch):
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert said("rule", "--help", "--lang", "zh").startswith("用法：")
    assert said("--lang=zh", "rule", "--help").startswith("用法：")
    assert said("rule", "--help").startswith("Usage:")
    assert "缺少参数" in said("--lang", "zh", "check")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("trian", "lrkit: 没有命令 'trian'；是否应为 'train'？（参见 lrkit --help）"),
        ("train --confg a.yml", "没有选项 '--confg'"),
        ("curve", "lrkit curve: 缺少参数 'FILE'（参见 lrkit curve --help）"),
        ("plot a.yml --gpus x", "'x' 不是有效的整数"),
        ("curve resnet18_digits_cosine --at 5ep --every 2", "--at 与 --every 只能选一个"),
        ("curve resnet18_digits_cosine --at never", "必须是更新次数"),
        ("advise --task nothing", "未知的任务 'nothing'"),
        ("rescale train.py --gpus 8:1", "rescale 修改的是配置"),
        ("plot", "请给出一个或多个文件"),
        ("train --extend 20ep", "--extend 需要 --resume"),
        ("watch", "请在程序之前写 `--`"),
        ("curve /nowhere.yml", "没有该文件或目录"),
        ("curve nowhere", "lrkit configs"),
    ],
)
def test_errors_are_chinese(said, arguments, sentence):
    printed = said(*arguments.split())
    assert sentence in printed
    assert english_in(printed) == []
