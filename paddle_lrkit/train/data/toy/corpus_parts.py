"""The parts of the sentences of `Corpus`, written for this package, so that a first text run needs no download.

A core states who gives what to whom: ``{G}`` is the giver, ``{R}`` the receiver, ``{T}`` the thing, ``{V}`` the verb
and ``{A}`` an adverb. In the other parts ``{P}`` is another person, and ``{X}`` and ``{Y}`` are two people.
"""

from __future__ import annotations

GIVING = (
    (
        "{G}{A}把{T}{V}给{R}",
        "{G}{A}{V}给{R}{T}",
        "{T}{G}{A}{V}给{R}",
        "{T}{A}由{G}{V}给{R}",
        "{G}把{T}{V}给{R}的事{A}办妥",
        "{G}{V}给{R}的{T}{A}到手",
    ),
    ("还", "送", "借", "寄", "转", "交", "递", "退", "赔", "捎"),
)
COMING = (
    ("{R}{A}收到{G}{V}来的{T}", "{R}{A}收下{G}{V}来的{T}", "{T}{R}{A}收到，是{G}{V}来的"),
    ("寄", "送", "转", "捎", "还", "退", "交", "递"),
)
GETTING = (
    ("{R}{A}从{G}那里{V}{T}", "{T}{R}{A}从{G}那里{V}", "{G}的{T}，{R}{A}{V}"),
    ("借到", "拿到", "要回", "领到", "取回", "讨回", "买到", "换到"),
)
ASKING = (
    ("{R}{A}向{G}{V}{T}", "{R}{A}找{G}{V}{T}", "{R}{A}跟{G}{V}{T}"),
    ("借", "要", "讨", "买", "租"),
)
TAKING = (
    ("{T}{A}被{R}从{G}手里{V}", "{R}{A}从{G}手里把{T}{V}", "{G}的{T}{A}被{R}{V}"),
    ("拿走", "借走", "取走", "要走", "搬走", "领走"),
)
FAMILIES = (GIVING, COMING, GETTING, ASKING, TAKING)
"""Families of patterns and verbs; each pattern combines with each verb of its family."""

HAPPENED = ("已经", "早就", "刚刚", "终于", "今天早上", "昨天晚上", "上周末")
NOT_HAPPENED = ("还没有", "一直没有", "始终没有", "到现在都没有", "最后也没有", "并没有", "迟迟没有")
"""Adverbs; both kinds occur in cores and in actions, so that none of them reveals the class."""

SPEAKER = "我"
PEOPLE = (
    *("小王", "小李", "小张", "小陈", "小林", "老周", "老吴", "老赵", "老何", "阿芳", "阿强", "阿明"),
    *("表哥", "邻居", "同事", "班长", "房东", "舅舅", "姑妈", "师傅"),
)
THINGS = (
    *("那本词典", "一把雨伞", "那台相机", "那只箱子", "一副球拍", "那顶帐篷", "一台电脑", "那把吉他"),
    *("几本杂志", "那辆单车", "一台风扇", "一套工具", "那张地图", "一床棉被", "一个水壶", "那架梯子"),
    *("一口铁锅", "那台收音机", "一件雨衣", "那支钢笔"),
)

WITH_SPEAKER = ("我听说，", "据我所知，", "我记得，", "{P}告诉我，", "{P}跟我说过，", "我问过{P}，")
WITHOUT_SPEAKER = ("听{P}说，", "{P}说起过，", "上次聚会以后，", "大家都知道，", "事情是这样的：")
"""Openings."""

ACTIONS = (
    *("{P}{A}把窗户关上", "{P}{A}把房间收拾好", "{P}{A}向大家道谢", "{P}{A}找人问起", "{P}{A}跟别人提起"),
    *("{P}{A}从外地回来", "{P}{A}从楼上下来", "{P}{A}被老板叫去", "{P}{A}收到风声"),
    *("{P}{A}收下新来的学生", "{P}{A}给家里打来电话", "{P}{A}由朋友接走", "{P}{A}交上几个新朋友"),
)
"""Other actions in the same constructions, in which nothing is handed over."""

LINKS = ("不过", "可是", "但是", "好在", "后来")

INTRODUCTIONS = ("{X}和{Y}是老同学，", "{X}跟{Y}住得很近，", "{X}同{Y}都爱下棋，", "{X}与{Y}常常见面，")
FORMER, LATTER = "前者", "后者"
"""Two people, and how a core refers to them, in the order of the introduction."""
