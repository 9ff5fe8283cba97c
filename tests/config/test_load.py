"""Bases and overrides: what wins, and where its mark points."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.config.document import Document, Mark
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.inherit import LRKIT, MAX_FILES, merged
from paddle_lrkit.config.load import load_config, overridden
from paddle_lrkit.errors import ConfigError, UsageError

BASE = """\
Global: {epochs: 10, seed: 1}
Optimizer:
  name: Momentum
  lr:
    name: CosineAnnealingDecay
    learning_rate: 0.1
    eta_min: 0.01
Train:
  transforms:
    - Resize: {size: 32}
    - Normalize
"""


@pytest.fixture
def write(tmp_path):
    """Writes a file below the test's directory and returns its path."""

    def write_file(name, text):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return str(file)

    return write_file


@pytest.fixture
def base(write):
    return write("base.yml", BASE)


def refused(*arguments, kind=ConfigError):
    with pytest.raises(kind) as caught:
        load_config(*arguments)
    return str(caught.value)


def test_a_file_lies_over_its_base_key_by_key(base, write):
    top = write("top.yml", "_BASE_: base.yml\nGlobal: {epochs: 20}\nOptimizer: {lr: {learning_rate: 0.2}}\n")
    document = load_config(top)
    assert document.data["Global"] == {"epochs": 20, "seed": 1}
    assert document.data["Optimizer"]["lr"] == {"name": "CosineAnnealingDecay", "learning_rate": 0.2, "eta_min": 0.01}
    assert "_BASE_" not in document.data
    assert document.file == top


def test_marks_point_to_the_file_that_gave_the_value(base, write):
    top = write("top.yml", "_BASE_: base.yml\nGlobal:\n  epochs: 20\nOptimizer: {lr: {\n  learning_rate: 0.2}}\n")
    document = load_config(top)
    marks = {
        (): Mark(top, 1),
        ("Global",): Mark(top, 2),
        ("Global", "epochs"): Mark(top, 3),
        ("Global", "seed"): Mark(base, 1),
        ("Optimizer", "lr"): Mark(top, 4),
        ("Optimizer", "lr", "learning_rate"): Mark(top, 5),
        ("Optimizer", "lr", "eta_min"): Mark(base, 7),
        ("Train", "transforms", 0): Mark(base, 10),
        ("Train", "transforms", 0, "Resize", "size"): Mark(base, 10),
    }
    assert {path: document.mark(path) for path in marks} == marks


def test_a_list_is_replaced_and_its_old_marks_are_gone(base, write):
    top = write("top.yml", "_BASE_: base.yml\nTrain:\n  transforms:\n    - Flip\n")
    document = load_config(top)
    assert document.data["Train"]["transforms"] == ["Flip"]
    assert document.mark(("Train", "transforms", 1)) == Mark(top, 3)


def test_a_component_of_another_name_is_replaced_whole(base, write):
    top = write("top.yml", "_BASE_: base.yml\nOptimizer:\n  lr: {name: Constant, learning_rate: 0.5}\n")
    document = load_config(top)
    assert document.data["Optimizer"] == {"name": "Momentum", "lr": {"name": "Constant", "learning_rate": 0.5}}
    assert document.mark(("Optimizer", "lr", "eta_min")) == Mark(top, 3)


def test_a_component_of_the_same_name_is_merged(base, write):
    top = write("top.yml", "_BASE_: base.yml\nOptimizer: {lr: {name: CosineAnnealingDecay, learning_rate: 0.5}}\n")
    assert load_config(top).data["Optimizer"]["lr"]["eta_min"] == 0.01


@pytest.mark.parametrize(("text", "value"), [("Global: ~\n", None), ("Global: 3\n", 3), ("Global: []\n", [])])
def test_what_is_no_section_replaces_a_section(base, write, text, value):
    document = load_config(write("top.yml", "_BASE_: base.yml\n" + text))
    assert document.data["Global"] == value


def test_a_later_base_goes_over_an_earlier_one(write):
    write("one.yml", "x: 1\ny: 1\nz: 1\n")
    write("two.yml", "x: 2\ny: 2\n")
    document = load_config(write("top.yml", "_BASE_: [one.yml, two.yml]\nx: 3\n"))
    assert document.data == {"x": 3, "y": 2, "z": 1}
    assert [document.mark((key,)).file.rsplit("/", 1)[1] for key in "xyz"] == ["top.yml", "two.yml", "one.yml"]


def test_the_order_of_bases_counts_also_where_other_configs_name_the_same(write):
    """Bases are merged once for all configs that name them alike; each config has its own values and marks."""
    write("a.yml", "Global: {epochs: 1, seed: 1}\n")
    write("b.yml", "Global: {epochs: 2}\n")
    write("c.yml", "Global:\n  epochs: 3\n")
    files = ConfigFiles()
    orders = {"abc": 3, "acb": 2, "cba": 1, "ab": 2}
    for number, (order, epochs) in enumerate([*orders.items()] * 2):
        names = ", ".join(f"{name}.yml" for name in order)
        document = load_config(
            write(f"{number}.yml", f"_BASE_: [{names}]\nTrain: {{batch_size: {number}}}\n"), files=files
        )
        assert document.data == {"Global": {"epochs": epochs, "seed": 1}, "Train": {"batch_size": number}}
        file, line = document.mark(("Global", "epochs"))
        assert (file[-5:], line) == (f"{order[-1]}.yml", 1 + (order[-1] == "c"))
        assert [base.file[-5] for base in document.bases] == [*reversed(order)]


def test_bases_are_relative_to_the_file_that_names_them(write, monkeypatch, tmp_path):
    write("common/deep/values.yml", "x: 1\n")
    write("common/base.yml", "_BASE_: deep/values.yml\ny: 2\n")
    write("configs/top.yml", "_BASE_: ['../common/base.yml']\nz: 3\n")
    monkeypatch.chdir(tmp_path / "configs")
    assert load_config("top.yml").data == {"x": 1, "y": 2, "z": 3}
    monkeypatch.chdir(tmp_path)
    assert load_config("configs/top.yml").data == {"x": 1, "y": 2, "z": 3}


def test_a_base_may_be_absolute_or_in_the_home_directory(write, monkeypatch, tmp_path):
    absolute = write("elsewhere/one.yml", "x: 1\n")
    write("two.yml", "y: 2\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load_config(write("a/top.yml", f"_BASE_: [{absolute}, ~/two.yml]\n")).data == {"x": 1, "y": 2}


def test_one_base_may_be_reached_on_two_ways(write):
    write("root.yml", "x: 1\n")
    write("left.yml", "_BASE_: root.yml\n")
    write("right.yml", "_BASE_: root.yml\n")
    assert load_config(write("top.yml", "_BASE_: [left.yml, right.yml]\n")).data == {"x": 1}


@pytest.mark.parametrize("chain", [["a"], ["a", "b"], ["a", "b", "c"]])
def test_a_cycle_is_an_error_at_the_line_that_closes_it(write, chain):
    files = [
        write(f"{name}.yml", f"x: 1\n_BASE_: [{after}.yml]\n")
        for name, after in zip(chain, [*chain[1:], "a"], strict=True)
    ]
    assert refused(files[0]) == f"{files[-1]}:2: _BASE_: a.yml leads back to a file that is being read"


def test_a_cycle_through_a_link_is_found(write, tmp_path):
    top = write("top.yml", "_BASE_: link.yml\n")
    (tmp_path / "link.yml").symlink_to(top)
    assert "leads back" in refused(top)


def test_bases_that_double_at_each_level_are_refused(write):
    for level in range(12):
        write(f"{level}.yml", f"_BASE_: [{level + 1}.yml, {level + 1}.yml]\n")
    write("12.yml", "x: 1\n")
    assert f"more than {MAX_FILES} files through _BASE_" in refused(write("top.yml", "_BASE_: 0.yml\n"))


def test_a_missing_base_is_named_with_the_line_that_asks_for_it(write, tmp_path):
    top = write("top.yml", "x: 1\n_BASE_: nowhere.yml\n")
    assert refused(top) == f"{top}:2: _BASE_: there is no file {tmp_path}/nowhere.yml"


@pytest.mark.parametrize("value", ["3", "~", "{a: b}", "[a.yml, 3]", "[[a.yml]]", "true"])
def test_what_names_no_file_is_an_error(write, value):
    top = write("top.yml", f"_BASE_: {value}\n")
    assert refused(top) == f"{top}:1: _BASE_: must be a file name or a list of file names"


@pytest.mark.parametrize("value", ["''", ".", '"a\\0b"'])
def test_a_base_that_is_no_file_is_an_error(write, value):
    top = write("top.yml", f"_BASE_: {value}\n")
    assert refused(top).startswith(f"{top}:1: _BASE_: there is no file ")


def test_an_error_in_a_base_names_the_base(write):
    broken = write("base.yml", "x: 1\nx: 2\n")
    assert refused(write("top.yml", "_BASE_: base.yml\n")) == f"{broken}:2: x: the key is given twice, first in line 1"


def test_many_keys_do_not_take_the_square_of_their_number(write):
    top = write("top.yml", "".join(f"k{number}: [{number}]\n" for number in range(15_000)))
    assert len(load_config(top).data) == 15_000


values = st.recursive(
    st.integers(0, 3) | st.none(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abn"), inner, max_size=3),
    max_leaves=6,
)
sections = st.dictionaries(st.sampled_from("abn"), values, max_size=3)


def marked(data, file):
    """A document in which every path has a mark of ``file``."""
    marks = {}

    def visit(value, path):
        marks[path] = Mark(file)
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, item in items:
            visit(item, (*path, key))

    visit(data, ())
    return Document(copy.deepcopy(data), marks, file)


@given(sections, sections)
def test_each_value_comes_from_the_file_that_its_mark_names(under, over):
    below, above = marked(under, "under"), marked(over, "over")
    both = merged(above, below, LRKIT)
    assert (below.data, above.data) == (under, over)
    for path in [path for path in marked(both.data, "").marks if path]:
        value, mark = both.get(path), both.mark(path)
        source = {"under": under, "over": over}[mark.file]
        if not isinstance(value, dict):
            assert Document(source).get(path, "absent") == value
        assert Document(over).get(path, "absent") == "absent" or mark.file == "over"


@given(sections)
def test_a_config_over_itself_is_itself(data):
    assert merged(marked(data, "over"), marked(data, "under"), LRKIT).data == data


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("Optimizer.lr.learning_rate=0.05", ("Optimizer", "lr", "learning_rate"), 0.05),
        ("Optimizer.lr.learning_rate=1e-4", ("Optimizer", "lr", "learning_rate"), 1e-4),
        ("Optimizer.lr.warmup=5ep", ("Optimizer", "lr", "warmup"), "5ep"),
        ("Optimizer.lr.note=a=b", ("Optimizer", "lr", "note"), "a=b"),
        ("Optimizer.lr.note='1e-4'", ("Optimizer", "lr", "note"), "1e-4"),
        (" Global.epochs = 3", ("Global", "epochs"), 3),
        ("Global.epochs=", ("Global", "epochs"), None),
        ("Global.flag=yes", ("Global", "flag"), "yes"),
        ("Global.flag=true", ("Global", "flag"), True),
        ("Train.transforms.0.Resize.size=64", ("Train", "transforms", 0, "Resize", "size"), 64),
        ("Train.transforms.1={Flip: {p: 1}}", ("Train", "transforms", 1), {"Flip": {"p": 1}}),
        ("Train.transforms=[]", ("Train", "transforms"), []),
        ("Optimizer.lr={name: Constant}", ("Optimizer", "lr"), {"name": "Constant"}),
        ("Global.amp.level=O2", ("Global", "amp"), {"level": "O2"}),
        ("New.section.key=[1, 2]", ("New",), {"section": {"key": [1, 2]}}),
        ("Global.0=1", ("Global", "0"), 1),
        ("Top=1", ("Top",), 1),
    ],
)
def test_an_override_sets_one_key(base, override, path, value):
    document = load_config(base, [override])
    assert document.get(path, "absent") == value
    assert document.mark(path) == Mark(f"-o {override}")


def test_an_override_leaves_the_rest_alone(base):
    plain, changed = load_config(base), load_config(base, ["Optimizer.lr.learning_rate=0.05"])
    changed.data["Optimizer"]["lr"]["learning_rate"] = 0.1
    assert changed.data == plain.data
    assert changed.mark(("Optimizer", "lr", "eta_min")) == Mark(base, 7)


def test_an_override_of_a_section_takes_its_marks(base):
    document = load_config(base, ["Optimizer.lr={name: Constant, eta_min: 3}"])
    assert document.mark(("Optimizer", "lr", "eta_min")).file == "-o Optimizer.lr={name: Constant, eta_min: 3}"


def test_an_empty_section_can_be_filled(write):
    document = load_config(write("top.yml", "Global:\n"), ["Global.amp.level=O1"])
    assert document.data == {"Global": {"amp": {"level": "O1"}}}


def test_later_overrides_win_and_come_after_the_bases(base, write):
    top = write("top.yml", "_BASE_: base.yml\nGlobal: {epochs: 20}\n")
    assert load_config(top, ["Global.epochs=1", "Global.epochs=2"]).data["Global"]["epochs"] == 2


def test_an_override_leaves_the_bases_as_they_are(base, write):
    top, files = write("top.yml", "_BASE_: base.yml\n"), ConfigFiles()
    before = load_config(top, (), files)
    changed = load_config(top, ["Global.epochs=77", "Global.new.key=1"], files)
    assert changed.data["Global"]["epochs"] == 77
    assert load_config(top, (), files).data == before.data
    assert changed.bases[0].data == before.bases[0].data
    assert (before.mark(("Global", "new", "key")).file or "").endswith("base.yml")


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("Global.epochs", "must be Key.sub=value, such as Optimizer.lr.learning_rate=0.05"),
        ("", "must be Key.sub=value, such as Optimizer.lr.learning_rate=0.05"),
        ("=3", "must be Key.sub=value, such as Optimizer.lr.learning_rate=0.05"),
        ("Global..epochs=3", "must be Key.sub=value, such as Optimizer.lr.learning_rate=0.05"),
        (".=3", "must be Key.sub=value, such as Optimizer.lr.learning_rate=0.05"),
        ("Global.epochs.x=3", "10 is a single value and has no 'x'"),
        ("Global.epochs.x.y.z=3", "10 is a single value and has no 'x'"),
        ("Train.transforms.2=3", "the list has no item '2', only 0 to 1"),
        ("Train.transforms.-1=3", "the list has no item '-1', only 0 to 1"),
        ("Train.transforms.x.y=3", "the list has no item 'x', only 0 to 1"),
        ("Train.transforms.²=3", "the list has no item '²', only 0 to 1"),
        (f"Train.transforms.{'9' * 5000}=3", f"the list has no item '{'9' * 5000}', only 0 to 1"),
        ("Global.epochs=[", "not valid YAML: while parsing a flow node, did not find expected node content"),
        ("Global.epochs=\0", "the character '\\x00' is not allowed in YAML"),
        ("Global.epochs={a: 1, a: 2}", "the key is given twice, first in line 1"),
        ("Global.epochs=&a [*a]", "nested deeper than 60 levels"),
        (
            "Global.epochs=!!python/name:os.system",
            "the tag 'tag:yaml.org,2002:python/name:os.system' is not allowed here",
        ),
    ],
)
def test_a_wrong_override_is_one_sentence_that_names_it(base, override, sentence):
    assert refused(base, [override], kind=UsageError) == f"-o {override}: {sentence}"


def test_an_item_of_an_empty_list_is_one_sentence():
    with pytest.raises(UsageError, match="the list has no item '0', it is empty"):
        overridden(Document({"a": []}), ["a.0=1"])


@given(st.text("ab.=0[]{}: ", max_size=12))
def test_no_override_raises_anything_but_one_sentence(override):
    document = Document({"a": {"b": [0, {"a": 0}]}, "b": 0})
    sentence = f"-o {override}: "
    try:
        overridden(document, [override])
    except UsageError as error:
        sentence = str(error)
    assert sentence.startswith(f"-o {override}: ")


def test_overrides_leave_the_document_as_it_is():
    document = Document({"a": {"b": [0]}})
    found = overridden(document, ["a.b.0=1", "c=2"])
    assert (document.data, document.marks, document.overrides) == ({"a": {"b": [0]}}, {}, ())
    assert (found.data, found.overrides) == ({"a": {"b": [1]}, "c": 2}, ("a.b.0=1", "c=2"))


def test_a_key_of_a_component_that_is_a_name_alone(tmp_path):
    base, child = tmp_path / "base.yml", tmp_path / "child.yml"
    base.write_text("Architecture: ResNet18\nTrain: {dataset: Digits}\n", encoding="utf-8")
    child.write_text(
        "_BASE_: base.yml\nArchitecture: {pretrained: w}\nTrain: {dataset: {split: train}}\n", encoding="utf-8"
    )
    expected = {
        "Architecture": {"name": "ResNet18", "pretrained": "w"},
        "Train": {"dataset": {"name": "Digits", "split": "train"}},
    }
    assert load_config(child).data == expected
    overridden = load_config(base, ["Architecture.pretrained=w", "Train.dataset.split=train"])
    assert overridden.data == expected
    assert load_config(base).data["Architecture"] == "ResNet18"
