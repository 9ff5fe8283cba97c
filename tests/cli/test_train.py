"""``lrkit train --resume``: what is printed, and the exit code."""

from __future__ import annotations

import json
import shlex
import shutil
from pathlib import Path

import pytest

pytest.importorskip("paddle")

CONFIG = """
Global: {updates: 4, output_dir: out, save_every: 2it, eval_every: 2it}
Architecture: {name: SoftmaxRegression, in_features: 64}
Optimizer: {name: SGD, lr: {name: LinearDecay, learning_rate: 0.1}}
Train:
  dataset: {name: Digits, split: train, channels: 1}
  transforms: [{Normalize: {mean: [0.3], std: [0.38]}}]
  loader: {batch_size: 64}
Eval:
  dataset: {name: Digits, split: test, channels: 1}
  transforms: [{Normalize: {mean: [0.3], std: [0.38]}}]
Tracker: {visualdl: false}
"""


@pytest.fixture
def lrkit(tmp_path, monkeypatch, capfd):
    """Runs a command in this process, in the directory of the config: exit code, stdout, stderr."""
    from paddle_lrkit.cli.main import main

    (tmp_path / "run.yml").write_text(CONFIG)
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        out, err = capfd.readouterr()
        return ended.value.code or 0, out, err

    return run


def test_a_finished_run_and_the_way_on(lrkit):
    first = lrkit("train", "-c", "run.yml", "--device", "cpu")
    assert first[0] == 0
    assert " after 4 updates, " in first[1]

    code, out, err = lrkit("train", "-c", "run.yml", "--device", "cpu", "--resume", "auto")
    assert code == 0
    assert out.startswith("out: already finished after 4 updates (accuracy 0.")
    assert "resumes" not in out + err
    command = shlex.split(out[out.index("to go on, make the run longer: ") :])
    assert command[-6:] == ["-o", "Global.updates=8", "--resume", "out", "--policy", "keep"]

    code, out, _ = lrkit("train", "-c", "run.yml", "--device", "cpu", "--resume", "out", "--json")
    assert code == 0
    result = json.loads(out)
    assert set(result) == {"run", "task", "metric", "value", "updates", "wall_s"}
    assert (result["run"], result["updates"], result["wall_s"]) == ("out", 4, 0.0)

    longer = ("train", "-c", "run.yml", "--device", "cpu", "-o", "Global.updates=8", "--resume", "out")
    code, out, err = lrkit(*longer, "--policy", "rescale")
    assert (code, out) == (2, "")
    assert "policy 'rescale' leaves nothing to train: update 4 of the checkpoint becomes update 8 of 8" in err

    code, out, err = lrkit(*longer[:-2], *command[command.index("--resume") :])
    assert code == 0
    assert "out: resumes at update 4, 8 updates" in err
    assert " after 8 updates, " in out

    shutil.rmtree("out/checkpoints/last")
    for resume in ("out", "auto", "out/checkpoints", "out/checkpoints/update_9"):
        code, out, err = lrkit(*longer[:-1], resume, "--strict-resume")
        assert (code, out) == (2, "")
        assert "lrkit train -c run.yml -o Global.updates=8 --resume out/checkpoints/update_8\n" in err

    code, out, err = lrkit(*longer[:-1], "out/checkpoints/update_2", "--policy", "rescale", "--json")
    assert code == 0
    assert "out: resumes at update 4 from update 2 (2 made), 8 updates" in err
    later = err[err.index("later checkpoints (") :].partition(")")
    assert set(later[0].removeprefix("later checkpoints (").split(", ")) >= {"update_8", "update_6", "update_4"}
    assert later[2].startswith(" are now in out/abandoned")
    assert json.loads(out)["updates"] == 6


def applied(run):
    rows = [json.loads(line) for line in Path(run, "log.jsonl").read_text(encoding="utf-8").splitlines()]
    return {row["update"]: row["rate/applied"] for row in rows if "rate/applied" in row}


def test_extend_continues_in_one_step(lrkit):
    code, _, _ = lrkit("train", "-c", "run.yml", "--device", "cpu", "-o", "Global.log_every=1it")
    assert code == 0

    code, out, err = lrkit("train", "--resume", "out", "--extend", "8it", "--device", "cpu")
    assert code == 0
    assert "extended from update 4 to 8 with --policy rewarm: rate 0 to" in err
    assert "the checkpoint's rate had decayed" in err
    assert " after 8 updates, " in out
    rates = applied("out")
    assert [rates[update] for update in range(4)] == pytest.approx([0.1, 0.075, 0.05, 0.025])
    assert [rates[update] for update in range(4, 8)] == pytest.approx([0.0, 0.1, 0.075, 0.025])

    code, out, err = lrkit("train", "--resume", "out/checkpoints/update_6", "--extend", "10it", "--policy", "constant")
    assert code == 0
    rates = applied("out")
    assert [rates[update] for update in range(5, 10)] == pytest.approx([0.1, 0.075, 0.075, 0.075, 0.075])
    code, out, _ = lrkit("train", "-c", "out/config.yml", "--resume", "out", "--device", "cpu")
    assert code == 0
    assert "already finished after 10 updates" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-c", "run.yml", "--extend", "8it"], "--extend needs --resume"),
        (["--resume", "out"], "-c FILE is missing; only --resume RUN --extend LENGTH takes the config of the run"),
        (["--resume", "auto", "--extend", "8it"], "--extend needs --resume with a run or a checkpoint, not auto"),
        (["--resume", "out", "--extend", "8it", "--policy", "keep"], "--extend takes the policies constant, "),
        (["-c", "run.yml", "--resume", "out", "--policy", "wsd"], "--policy wsd needs --extend"),
        (["--resume", "out", "--extend", "8"], "must be a number with a unit"),
        (["--resume", "out", "--extend", "8it"], "out: neither a run directory with checkpoints nor a checkpoint"),
    ],
)
def test_wrong_usage_of_extend(lrkit, arguments, said):
    code, out, err = lrkit("train", *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_a_new_run_from_the_weights_of_another(lrkit):
    assert lrkit("train", "-c", "run.yml", "--device", "cpu", "-q")[0] == 0
    options = ("-o", "Global.output_dir=new", "-o", "Optimizer.lr.learning_rate=0.01", "--device", "cpu")
    code, out, err = lrkit("train", "-c", "run.yml", "--from", "out", *options)
    assert code == 0, err
    said = "initial weights from out/checkpoints/best (update 4): 2 of 2 arrays of the model loaded"
    assert "new: starts, 4 updates" in err
    assert " after 4 updates, " in out
    config = Path("new/config.yml").read_text(encoding="utf-8")
    assert "pretrained: out\n" in config
    assert said in Path("new/notes.log").read_text(encoding="utf-8")

    code, _, err = lrkit("train", "-c", "run.yml", "--from", "out", "--resume", "out")
    assert (code, err) == (2, "lrkit: --from starts a new schedule and --resume continues one; give one of them\n")
    code, _, err = lrkit("train", "-c", "run.yml", "--from", "none", *options)
    assert code == 2
    assert "lrkit: none: there are no weights; it must be a local run, checkpoint, export," in err


def test_a_run_finds_its_data_from_another_directory(lrkit, tmp_path, monkeypatch):
    from PIL import Image

    for number in range(8):
        (tmp_path / f"data/{number % 2}").mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8), (30 * number, 0, 9)).save(tmp_path / f"data/{number % 2}/{number}.png")
    normalize = "transforms: [{Normalize: {mean: [0.3, 0.3, 0.3], std: [1, 1, 1]}}]"
    data = f"{{dataset: {{name: ImageFolder, root: data}}, {normalize}"
    (tmp_path / "files.yml").write_text(
        "Global: {updates: 2, eval_every: 2it}\n"
        "Architecture: {name: SoftmaxRegression, in_features: 192}\n"
        "Optimizer: {name: SGD, lr: {name: LinearDecay, learning_rate: 0.1}}\n"
        f"Train: {data}, loader: {{batch_size: 4}}}}\nEval: {data}}}\nTracker: {{visualdl: false}}\n"
    )
    code, out, err = lrkit("train", "-c", "files.yml", "--device", "cpu", "--json")
    assert code == 0, err
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    for config in ((), ("-c", "../output/files/config.yml"), ("-c", "../files.yml")):
        code, again, err = lrkit("eval", *config, "--checkpoint", "../output/files", "--json", "--device", "cpu")
        assert code == 0, err
        assert json.loads(again)["accuracy"] == json.loads(out)["value"]
    assert lrkit("export", "--checkpoint", "../output/files", "-O", "model", "--device", "cpu")[0] == 0
    longer = ("-o", "Global.updates=4", "--policy", "keep", "--device", "cpu", "-q")
    assert lrkit("train", "-c", "../files.yml", "--resume", "../output/files", *longer)[0] == 0
    assert lrkit("eval", "--checkpoint", "../output/files", "--device", "cpu")[0] == 0
    given = ("-o", "Global.output_dir=new", "--device", "cpu", "-q")
    code, _, err = lrkit("train", "-c", "../output/files/config.yml", "--from", "model", *given)
    assert code == 0, err
    shutil.move(tmp_path, tmp_path.with_name("moved"))
    monkeypatch.chdir(tmp_path.with_name("moved"))
    assert lrkit("eval", "--checkpoint", "elsewhere/new", "--device", "cpu")[0] == 0


def test_a_dry_run_lists_the_groups_and_writes_nothing(lrkit, tmp_path):
    groups = "Optimizer.groups=[{match: '*.bias', lr: {scale: 2}, freeze: 1it}]"
    code, out, _ = lrkit("train", "-c", "run.yml", "--device", "cpu", "--dry-run", "--json", "-o", groups)
    assert code == 0
    found = json.loads(out)
    (bias,) = (group for group in found["groups"] if group["name"] == "*.bias")
    assert (bias["parameters"], bias["weights"], bias["frozen"]) == (1, 10, [0, 1])
    assert bias["rate"]["peak"] == pytest.approx(2 * 0.075)  # update 1; update 0 has the peak of the schedule
    assert (found["updates"], found["evaluations"], found["kept_checkpoints"], found["run"]) == (4, 2, 2, "out")
    assert [file.name for file in tmp_path.iterdir()] == ["run.yml"]
    code, out, _ = lrkit("train", "-c", "run.yml", "--device", "cpu", "--dry-run")
    assert out.startswith("out: would be written; this is a dry run\n")
    code, _, err = lrkit("train", "-c", "run.yml", "--dry-run", "--resume", "out")
    assert code == 2
    assert "--dry-run shows a new run" in err
