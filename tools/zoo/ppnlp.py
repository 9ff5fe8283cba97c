"""PaddleNLP: the grid of its CLUE page, the settings of ``llm/config`` and the commands of its pages and scripts.

A command counts where its model, rate, batch and length are written out and its script is in the repository.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.suites.source import Source, open_source
from paddle_lrkit.suites.zoo import ZooRecipe
from tools.zoo.facts import Setting, opened, recipe
from tools.zoo.published import Published

CLUE = "legacy/examples/benchmark/clue/README.md"
SETTINGS = ("sft", "lora", "pt", "dpo", "pretrain")
LEFT_OUT = (
    "scripts/",
    "tests/",
    "/npu/",
    "auto_parallel",
    "static_ipu",
    "run_trainer",
    "run_sharding",
    "benchmark/clue",
)
DECODERS = (
    *("llama", "gpt", "qwen", "baichuan", "mistral", "mixtral", "gemma", "opt", "bloom", "chatglm", "codegen"),
    *("unimo", "plato", "t5", "mt5", "mengzi-t5", "ernie-3.5"),
)
_BATCH = ("per_device_train_batch_size", "per_gpu_train_batch_size", "train_batch_size", "batch_size")
_EPOCHS, _STEPS = ("num_train_epochs", "epochs", "num_epochs"), ("max_steps",)
_RATIOS = ("warmup_ratio", "warmup_proportion", "warmup_prop")
_COMMAND = re.compile(r"--(\w+)[= ]+(\"[^\"]*\"|'[^']*'|[^\s-]\S*|-\d\S*)")
_CARDS = 8
"""GPUs in the commands of llm/README.md."""


def recipes(checkout: str, published: Published) -> Iterator[ZooRecipe]:
    """The recipes of PaddleNLP."""
    yield from _clue(checkout, published)
    yield from _language_models(checkout, published)
    seen = set()
    for found in _commands(checkout, published):
        if _key(found) not in seen:
            seen.add(_key(found))
            yield found


def _key(found: ZooRecipe) -> tuple[Any, ...]:
    return found.name, found.task, found.data, found.peak, found.samples, found.run


def _clue(checkout: str, published: Published) -> Iterator[ZooRecipe]:
    """The best rate and batch of each model on each task, and the epochs and warmup of the task."""
    with open(os.path.join(checkout, CLUE), encoding="utf-8") as stream:
        table = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in stream if line[:1] == "|"]
    tasks = [re.sub(r"<[^>]*>", "", cell).lower() for cell in table[0][1:]]
    fixed = {row[0]: row[1:] for row in table[:6]}
    for row in table:
        for task, cell, epochs, warmup, cards in zip(
            tasks, row[1:], fixed["epoch"], fixed["warmup_proportion"], fixed["num_cards"], strict=False
        ):
            if "," not in cell:
                continue
            rate, batch = cell.split(",")
            given = {
                "learning_rate": rate,
                "per_device_train_batch_size": str(int(batch) // int(cards)),
                "num_train_epochs": epochs,
                "warmup_ratio": warmup,
            }
            setting = Setting(
                "", "encoder", "text-finetune", f"clue-{task}", "model", int(cards), 1, clip=1.0, weight_decay=0.01
            )
            yield from _one(
                given,
                CLUE,
                re.sub(r"<[^>]*>", "", row[0]).split("/")[-1].replace(", ", "-").replace(" ", "-"),
                setting,
                published,
            )


def _language_models(checkout: str, published: Published) -> Iterator[ZooRecipe]:
    files, folder = ConfigFiles(), "llm/config"
    for place, _, names in sorted(os.walk(os.path.join(checkout, folder))):
        for name in sorted(names):
            kind = name.removesuffix("_argument.json")
            path = os.path.relpath(os.path.join(place, name), checkout)
            source = opened("ppnlp", checkout, path, files) if kind in SETTINGS else None
            if source is None:
                continue
            data = source.document.data
            cards = (
                _CARDS // int(data.get("tensor_parallel_degree") or 1) // int(data.get("pipeline_parallel_degree") or 1)
            )
            low = bool(data.get("lora")) or kind == "lora"
            setting = Setting(
                "prefix" if kind == "pt" else "lora" if low else kind if kind != "pretrain" else "",
                "decoder",
                "text-pretrain" if kind == "pretrain" else "text-finetune",
                "",
                "model",
                None,
                max(cards, 1),
                weight_decay=data.get("weight_decay"),
                clip=data.get("max_grad_norm"),
            )
            found = recipe(source, path, setting, published, os.path.basename(str(data["model_name_or_path"])))
            if found:
                yield found


def _commands(checkout: str, published: Published) -> Iterator[ZooRecipe]:
    scripts = _scripts(checkout)
    for place, _, names in sorted(os.walk(checkout)):
        for name in sorted(names):
            path = os.path.relpath(os.path.join(place, name), checkout)
            if not name.endswith((".md", ".sh")) or any(part in path for part in LEFT_OUT):
                continue
            with open(os.path.join(checkout, path), encoding="utf-8", errors="replace") as stream:
                text = re.sub(r"\\[ \t]*\n", " ", stream.read())
            for line in text.splitlines():
                if "python" in line and "--learning_rate" in line:
                    yield from _command(line, path, scripts, published)


def _command(line: str, path: str, scripts: Mapping[str, list[str]], published: Published) -> Iterator[ZooRecipe]:
    given = {key: value.strip("\"'") for key, value in _COMMAND.findall(line)}
    script = re.search(r"([\w./-]+\.py)", line.split("launch")[-1])
    model = given.get("model_name_or_path") or given.get("model_name") or ""
    shape = _shape(scripts, os.path.dirname(path), os.path.basename(script[1]) if script else "", given)
    numbers = {
        "learning_rate": given["learning_rate"],
        "per_device_train_batch_size": _first(given, _BATCH),
        "max_steps": _first(given, _STEPS),
        "num_train_epochs": _first(given, _EPOCHS),
        "warmup_ratio": _first(given, _RATIOS),
        "warmup_steps": given.get("warmup_steps"),
        "lr_scheduler_type": shape,
        "gradient_accumulation_steps": given.get("gradient_accumulation_steps"),
    }
    written = {key: value for key, value in numbers.items() if value is not None}
    literal = all(re.fullmatch(r"[\d.eE+-]+", value) for key, value in written.items() if key != "lr_scheduler_type")
    if not literal or not shape or not re.fullmatch(r"[\w./-]*[A-Za-z]{2}[\w./-]*", model) or model[:1] == ".":
        return
    if any(part in model.lower() for part in ("checkpoint", "best", "output", "ckp", "path")):
        return
    if "per_device_train_batch_size" not in written or not {"max_steps", "num_train_epochs"} & set(written):
        return
    pretraining = "pretrain" in (script[1] if script else "")
    data = given.get("task_name") or given.get("dataset") or given.get("train_path") or ""
    cards = len(re.findall(r"\d+", given["gpus"])) if re.search(r"\d", given.get("gpus", "")) else None
    name = os.path.basename(model)
    setting = Setting(
        "",
        "decoder" if name.lower().startswith(DECODERS) else "encoder",
        "text-pretrain" if pretraining else "text-finetune",
        "" if "$" in data or "/" in data else data.lower().replace(" ", "-"),
        "scratch" if pretraining else "model",
        cards,
        1,
        weight_decay=given.get("weight_decay"),
        clip=given.get("max_grad_norm"),
    )
    yield from _one(written, path, name, setting, published)


def _scripts(checkout: str) -> dict[str, list[str]]:
    """The scripts of the repository by file name."""
    found: dict[str, list[str]] = {}
    for place, _, names in os.walk(checkout):
        for name in names:
            if name.endswith(".py"):
                found.setdefault(name, []).append(os.path.join(place, name))
    return found


def _shape(scripts: Mapping[str, list[str]], near: str, name: str, given: Mapping[str, str]) -> str:
    """The schedule that a script builds; empty where it is not known."""
    named = given.get("lr_scheduler_type")
    candidates = scripts.get(name, [])
    closest = next((file for file in candidates if f"/{near}/" in f"{file}/"), None)
    if closest is None:
        return ""
    with open(closest, encoding="utf-8", errors="replace") as stream:
        text = stream.read()
    if "TrainingArguments" in text or "PdArgumentParser" in text:
        return named or "linear"
    if "LinearDecayWithWarmup" in text:
        return "linear"
    return "cosine" if "CosineDecayWithWarmup" in text else ""


def _first(given: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((given[name] for name in names if given.get(name)), None)


def _one(given: Mapping[str, str], path: str, name: str, setting: Setting, published: Published) -> Iterator[ZooRecipe]:
    try:
        source: Source = open_source(dict(given), "ppnlp")
    except LrkitError as error:
        print(f"left out {path}: {error}")
        return
    found = recipe(source, path, setting, published, name)
    if found:
        yield found
