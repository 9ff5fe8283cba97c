import pytest

from tools.chinese_lines import joined_lines


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("先选，\n再看", "先选，再看"),
        ("它的样子，\n**查**出错误", "它的样子，**查**出错误"),
        ("109 秒。\n`lrkit configs` 列出配置", "109 秒。`lrkit configs` 列出配置"),
        ("见 `a`\n（`b`）", "见 `a`（`b`）"),
        ("学习率\nrate", "学习率\nrate"),
        ("两种办法：\n\n* 甲。\n* 乙。", "两种办法：\n\n* 甲。\n* 乙。"),
        ("例：\n```\n# 甲。\nlrkit\n# 乙\n# 丙\n```\n后", "例：\n```\n# 甲。\nlrkit\n# 乙\n# 丙\n```\n后"),
        ("序号。\n*耦合*的衰减，\n31 次中对了 30 次", "序号。*耦合*的衰减，31 次中对了 30 次"),
        ("步骤：\n1. 甲。\n2. 乙。", "步骤：\n1. 甲。\n2. 乙。"),
        ("| 甲。 |\n| 乙。 |", "| 甲。 |\n| 乙。 |"),
    ],
)
def test_lines_are_joined_where_chinese_has_no_space(written, shown):
    assert joined_lines(written) == shown
