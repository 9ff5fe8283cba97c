"""Names from the table and from installed packages; nothing else is ever imported."""

from __future__ import annotations

import sys

import pytest

from paddle_lrkit.config.registry import Registry
from paddle_lrkit.errors import ConfigError

GROUPS = ("models", "datasets", "transforms", "schedules", "tasks")


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Puts a distribution with entry points, and its modules, where Python finds installed packages."""
    monkeypatch.syspath_prepend(tmp_path)

    def install_package(entry_points, name="extra", **modules):
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (folder / "entry_points.txt").write_text(entry_points)
        for module, source in modules.items():
            monkeypatch.delitem(sys.modules, module, raising=False)
            (tmp_path / f"{module}.py").write_text(source)

    yield install_package
    for module in [name for name in sys.modules if name.startswith("lrkit_extra")]:
        del sys.modules[module]


def refused(registry, name):
    with pytest.raises(ConfigError) as caught:
        registry.find(name)
    return str(caught.value)


@pytest.mark.parametrize("group", GROUPS)
def test_an_installed_package_adds_names_to_each_group(install, group):
    install(f"[paddle_lrkit.{group}]\nMine = lrkit_extra:make\n", lrkit_extra="def make(): return 'made'\n")
    registry = Registry(f"paddle_lrkit.{group}", {"Ours": "fractions:Fraction"})
    assert registry.names() == ["Mine", "Ours"]
    assert "lrkit_extra" not in sys.modules
    assert registry.find("Mine")() == "made"


def test_the_trainers_registries_have_these_groups():
    pytest.importorskip("paddle")
    from paddle_lrkit.train import registry

    found = {known.group for known in vars(registry).values() if isinstance(known, Registry)}
    assert {f"paddle_lrkit.{group}" for group in ("models", "datasets", "transforms", "tasks")} <= found


def test_the_names_of_another_group_are_not_seen(install):
    install("[paddle_lrkit.models]\nMine = lrkit_extra:make\n[other]\nTheirs = lrkit_extra:make\n")
    assert Registry("paddle_lrkit.datasets", {}).names() == []
    assert Registry("paddle_lrkit.models", {}).names() == ["Mine"]


def test_a_name_inside_a_class_is_found(install):
    source = "class Box:\n    class Net:\n        pass\n"
    install("[paddle_lrkit.models]\nNet = lrkit_extra:Box.Net\n", lrkit_extra=source)
    assert Registry("paddle_lrkit.models", {}).find("Net").__name__ == "Net"


def test_a_built_in_name_goes_first(install):
    install("[paddle_lrkit.models]\nFraction = lrkit_extra:broken\n", lrkit_extra="raise ImportError\n")
    registry = Registry("paddle_lrkit.models", {"Fraction": "fractions:Fraction"})
    assert registry.find("Fraction")(1, 2) * 2 == 1


@pytest.mark.parametrize(
    ("value", "source", "reason"),
    [
        ("lrkit_extra:make", "raise RuntimeError('no GPU')\n", "which cannot be imported: RuntimeError: no GPU"),
        ("lrkit_extra:make", "def make(:\n", "which cannot be imported: SyntaxError: "),
        ("lrkit_extra:make", "import sys; sys.exit(3)\n", "which cannot be imported: SystemExit: 3"),
        ("lrkit_extra:make", "import lrkit_no_such_module\n", "which cannot be imported: ModuleNotFoundError: "),
        ("lrkit_extra:make", "", "which cannot be imported: AttributeError: "),
        ("lrkit_no_such_module:make", "", "which cannot be imported: ModuleNotFoundError: "),
        ("lrkit extra!", "", "which cannot be imported: "),
        ("lrkit_extra:make", "make = 3\n", "which is not a function or class"),
        ("lrkit_extra", "", "which is not a function or class"),
    ],
)
def test_a_package_that_does_not_work_is_one_sentence(install, value, source, reason):
    install(f"[paddle_lrkit.models]\nMine = {value}\n", lrkit_extra=source)
    sentence = refused(Registry("paddle_lrkit.models", {}), "Mine")
    assert sentence.startswith(f"name: the model 'Mine' comes from {value!r}, {reason}")


def test_the_packages_own_error_is_the_cause(install):
    install("[paddle_lrkit.models]\nMine = lrkit_extra:make\n", lrkit_extra="raise RuntimeError('no GPU')\n")
    with pytest.raises(ConfigError) as caught:
        Registry("paddle_lrkit.models", {}).find("Mine")
    assert isinstance(caught.value.__cause__, RuntimeError)


def test_a_name_that_two_packages_offer_is_one_sentence(install):
    install("[paddle_lrkit.models]\nMine = lrkit_extra:make\n", name="one")
    install("[paddle_lrkit.models]\nMine = lrkit_extra_too:make\n", name="two")
    sentence = refused(Registry("paddle_lrkit.models", {}), "Mine")
    assert sentence == (
        "name: the model 'Mine' comes from 'lrkit_extra:make' and 'lrkit_extra_too:make'; uninstall one of them"
    )


def test_one_package_that_is_seen_twice_is_no_trouble(install):
    install("[paddle_lrkit.models]\nMine = lrkit_extra:make\n", name="one", lrkit_extra="make = dict\n")
    install("[paddle_lrkit.models]\nMine = lrkit_extra:make\n", name="one_again")
    assert Registry("paddle_lrkit.models", {}).find("Mine") is dict


def test_entry_points_that_cannot_be_read_are_one_sentence(monkeypatch):
    def broken(group):
        raise ValueError("no equals sign")

    monkeypatch.setattr("importlib.metadata.entry_points", broken)
    registry = Registry("paddle_lrkit.models", {"Fraction": "fractions:Fraction"})
    assert (
        refused(registry, "Mine") == "name: the entry points of the installed packages cannot be read: no equals sign"
    )
    assert registry.find("Fraction")


@pytest.mark.parametrize(
    "name", ["os.system", "os:system", "antigravity", "antigravity:webbrowser", "", " ", "a" * 10_000]
)
def test_a_name_never_imports_a_module(name):
    registry = Registry("paddle_lrkit.models", {"ResNet18": "fractions:Fraction"})
    before = set(sys.modules)
    assert refused(registry, name).startswith("name: unknown model '")
    assert "antigravity" not in set(sys.modules) - before


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("resnet18", "; did you mean 'ResNet18'?"),
        ("ResNet81", "; did you mean 'ResNet18'?"),
        ("x", "; known: ResNet18, VGG16"),
    ],
)
def test_an_unknown_name_gets_the_nearest_or_all(name, end):
    registry = Registry("paddle_lrkit.models", {"ResNet18": "fractions:Fraction", "VGG16": "fractions:Fraction"})
    assert refused(registry, name) == f"name: unknown model {name!r}{end}"


def test_the_kind_is_the_word_for_one():
    assert Registry("paddle_lrkit.datasets", {}).kind == "dataset"
    assert Registry("paddle_lrkit.losses", {}).kind == "loss"
