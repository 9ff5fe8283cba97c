"""The suites' own programs for a few updates on the CPU, with one of our schedules and with one of their own.

Each test takes the path of a checkout from an environment variable (of PaddleNLP: the directory that has the package),
and needs the suite's requirements; the program runs in the interpreter ``LRKIT_SUITE_PYTHON``, by default this one.
That of PaddleFormers is its program ``paddleformers-cli``, that of PaddleX its source, with PaddleClas installed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
PYTHON = os.environ.get("LRKIT_SUITE_PYTHON", sys.executable)


def checkout(variable):
    path = os.environ.get(variable)
    if not path:
        pytest.skip(f"{variable} is not set to the path of a checkout")
    return Path(path)


def started(place, *command):
    """Standard output and error of a Python command in a checkout."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{place}", "OMP_NUM_THREADS": "1"}
    done = subprocess.run([PYTHON, *command], cwd=place, env=environment, capture_output=True, text=True, check=False)
    text = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    assert done.returncode == 0, text[-3000:]
    return text


def trained(place, suite, pattern, *command):
    """The rates that a program logs; without a suite it runs without us."""
    before = ["-m", "paddle_lrkit", "exec", "--suite", suite, "--"] if suite else []
    return [float(rate) for rate in re.findall(pattern, started(place, *before, *command))]


def images(place, count, size=(40, 40)):
    rng = np.random.default_rng(0)
    for number in range(count):
        Image.fromarray(rng.integers(0, 256, (*size, 3), dtype=np.uint8)).save(place / f"{number}.png")


def approximately(*rates):
    return pytest.approx(rates, abs=1e-4 * max(rates) + 6e-7)


class TestPaddleClas:
    PATTERN = r"\[Train\].*?lr\(\w+\): ([0-9.e-]+)"
    CONFIG = """\
Global: {{checkpoints: null, pretrained_model: null, output_dir: {out}, device: cpu, save_interval: 9,
  eval_during_train: False, eval_interval: 1, epochs: 2, print_batch_step: 1, use_visualdl: False,
  image_shape: [3, 32, 32], save_inference_dir: {out}}}
Arch: {{name: MobileNetV3_small_x0_35, class_num: 2}}
Loss: {{Train: [CELoss: {{weight: 1.0}}], Eval: [CELoss: {{weight: 1.0}}]}}
Optimizer: {{name: Momentum, momentum: 0.9, lr: {lr}}}
DataLoader:
  Train:
    dataset:
      name: ImageNetDataset
      image_root: {out}
      cls_label_path: {out}/train.txt
      transform_ops:
        - DecodeImage: {{to_rgb: True, channel_first: False}}
        - ResizeImage: {{size: 32}}
        - NormalizeImage: {{scale: 1.0/255.0, mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2], order: ''}}
    sampler: {{name: DistributedBatchSampler, batch_size: 4, drop_last: False, shuffle: True}}
    loader: {{num_workers: 0, use_shared_memory: False}}
Metric:
  Train: [TopkAcc: {{topk: [1]}}]
  Eval: [TopkAcc: {{topk: [1]}}]
"""

    @pytest.fixture
    def run(self, tmp_path):
        place = checkout("LRKIT_PADDLECLAS")
        images(tmp_path, 16)
        (tmp_path / "train.txt").write_text("".join(f"{number}.png {number % 2}\n" for number in range(16)))

        def run(lr, suite="ppcls"):
            (tmp_path / "c.yaml").write_text(self.CONFIG.format(out=tmp_path, lr=lr))
            return trained(place, suite, self.PATTERN, "tools/train.py", "-c", str(tmp_path / "c.yaml"))

        return run

    def test_one_of_ours(self, run):
        rates = run("{name: WarmupStableDecay, learning_rate: 0.1, warmup: 2it, decay_steps: 50%, shape: linear}")
        assert rates == approximately(0.05, 0.1, 0.1, 0.1, 0.075, 0.05, 0.025, 0.0)

    def test_one_of_its_own_is_as_without_us(self, run):
        own = "{name: Cosine, learning_rate: 0.1, warmup_epoch: 1}"
        assert run(own) == run(own, suite=None)


class TestPaddleDetection:
    PATTERN = r"learning_rate: ([0-9.e-]+)"
    CONFIG = """\
_BASE_: ['{place}/configs/picodet/picodet_xs_320_coco_lcnet.yml']
pretrain_weights: null
save_dir: {out}/run
use_gpu: false
log_iter: 1
epoch: 2
snapshot_epoch: 9
worker_num: 0
num_classes: 2
TrainDataset: !COCODataSet {{image_dir: ., anno_path: a.json, dataset_dir: {out},
  data_fields: [image, gt_bbox, gt_class, is_crowd]}}
EvalDataset: !COCODataSet {{image_dir: ., anno_path: a.json, dataset_dir: {out}}}
TrainReader: {{batch_size: 2}}
LearningRate: {{base_lr: 0.01, schedulers: {schedulers}}}
"""
    COMPARE = """\
from ppdet.core.workspace import global_config
from ppdet.optimizer import optimizer as o
pairs = [
    (lambda: o.CosineDecay(max_epochs=36), lambda: o.LinearWarmup(steps=1000, start_factor=0.001)),
    (lambda: o.CosineDecay(max_epochs=24, min_lr_ratio=0.05, last_plateau_epochs=4), lambda: o.ExpWarmup(epochs=5)),
    (lambda: o.PiecewiseDecay(gamma=0.1, milestones=[8, 11]), lambda: o.LinearWarmup(steps=500)),
]
make = lambda: [o.LearningRate(0.02, [decay(), warmup()])(61) for decay, warmup in pairs]
tables = make()
import paddle_lrkit.plugins.ppdet
for table, ours in zip(tables, make()):
    assert type(table).__name__ == "PiecewiseDecay" and type(ours).__name__ == "CurveLR"
    for update in range(36 * 61 + 100):
        assert abs(table() - ours()) <= 1e-12 * 0.02, update
        table.step(), ours.step()
print("compared")
"""

    @pytest.fixture
    def place(self):
        return checkout("LRKIT_PADDLEDETECTION")

    @pytest.fixture
    def run(self, tmp_path, place):
        images(tmp_path, 8, (64, 64))
        boxes = [{"id": i + 1, "image_id": i, "category_id": 1 + i % 2, "bbox": [8, 8, 30, 30]} for i in range(8)]
        content = {
            "images": [{"id": i, "file_name": f"{i}.png", "width": 64, "height": 64} for i in range(8)],
            "annotations": [{**box, "area": 900, "iscrowd": 0} for box in boxes],
            "categories": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}],
        }
        (tmp_path / "a.json").write_text(json.dumps(content))

        def run(schedulers, suite="ppdet"):
            text = self.CONFIG.format(place=place.resolve(), out=tmp_path, schedulers=schedulers)
            (tmp_path / "c.yml").write_text(text)
            return trained(place, suite, self.PATTERN, "tools/train.py", "-c", str(tmp_path / "c.yml"))

        return run

    def test_one_of_ours(self, run):
        rates = run("[!WSD {decay_steps: 50%, shape: linear}, !LinearWarmup {start_factor: 0.1, steps: 2}]")
        assert rates == approximately(0.001, 0.0055, 0.01, 0.01, 0.01, 0.0075, 0.005, 0.0025)

    def test_one_of_its_own_is_as_without_us(self, run):
        own = "[!CosineDecay {max_epochs: 2}, !LinearWarmup {start_factor: 0.1, steps: 2}]"
        assert run(own) == run(own, suite=None)

    def test_the_closed_form_has_the_rates_of_the_table(self, place):
        assert "compared" in started(place, "-c", self.COMPARE)


class TestPaddleSeg:
    PATTERN = r"\[TRAIN\].*?lr: ([0-9.e-]+)"
    CONFIG = """\
batch_size: 2
iters: 6
train_dataset:
  type: Dataset
  dataset_root: {out}
  train_path: {out}/train.txt
  num_classes: 2
  mode: train
  transforms: [{{type: Normalize}}]
val_dataset: {{type: Dataset, dataset_root: {out}, val_path: {out}/train.txt, num_classes: 2, mode: val,
  transforms: [{{type: Normalize}}]}}
optimizer: {{type: SGD, momentum: 0.9}}
lr_scheduler: {lr}
loss: {{types: [{{type: CrossEntropyLoss}}], coef: [1]}}
model: {{type: UNet, num_classes: 2}}
"""

    @pytest.fixture
    def run(self, tmp_path):
        place = checkout("LRKIT_PADDLESEG")
        images(tmp_path, 8, (64, 64))
        for number in range(8):
            Image.fromarray(np.eye(64, dtype=np.uint8)).save(tmp_path / f"{number}_label.png")
        lines = "".join(f"{number}.png {number}_label.png\n" for number in range(8))
        (tmp_path / "train.txt").write_text(lines)

        def run(lr, suite="ppseg"):
            (tmp_path / "c.yml").write_text(self.CONFIG.format(out=tmp_path, lr=lr))
            options = ["--device", "cpu", "--log_iters", "1", "--save_interval", "99", "--save_dir", f"{tmp_path}/run"]
            config = ["--config", str(tmp_path / "c.yml")]
            return trained(place, suite, self.PATTERN, "tools/train.py", *config, *options)

        return run

    def test_one_of_ours(self, run):
        rates = run("{type: WSD, learning_rate: 0.01, warmup_iters: 2, decay_steps: 2it, shape: linear}")
        assert rates == approximately(0.0, 0.005, 0.01, 0.01, 0.01, 0.005)

    def test_one_of_its_own_is_as_without_us(self, run):
        own = "{type: PolynomialDecay, learning_rate: 0.01, end_lr: 0, power: 0.9}"
        assert run(own) == run(own, suite=None)


class TestPaddleOCR:
    PATTERN = r"global_step: \d+, lr: ([0-9.e-]+)"
    DATA = """\
  dataset:
    name: SimpleDataSet
    data_dir: {out}
    label_file_list: [{out}/train.txt]
    transforms:
      - DecodeImage: {{img_mode: BGR, channel_first: False}}
      - ClsLabelEncode:
      - ClsResizeImg: {{image_shape: [3, 48, 192]}}
      - KeepKeys: {{keep_keys: [image, label]}}
  loader: {{shuffle: True, batch_size_per_card: 4, drop_last: True, num_workers: 0}}
"""
    CONFIG = """\
Global: {{use_gpu: false, epoch_num: 2, log_smooth_window: 1, print_batch_step: 1, save_model_dir: {out}/run,
  save_epoch_step: 9, eval_batch_step: [0, 1000], cal_metric_during_train: False, pretrained_model: null,
  checkpoints: null, save_inference_dir: null, use_visualdl: False, distributed: false, label_list: ['0', '180']}}
Architecture: {{model_type: cls, algorithm: CLS, Transform: null, Neck: null,
  Backbone: {{name: MobileNetV3, scale: 0.35, model_name: small}}, Head: {{name: ClsHead, class_dim: 2}}}}
Loss: {{name: ClsLoss}}
Optimizer: {{name: Adam, lr: {lr}}}
PostProcess: {{name: ClsPostProcess}}
Metric: {{name: ClsMetric, main_indicator: acc}}
"""

    @pytest.fixture
    def run(self, tmp_path):
        place = checkout("LRKIT_PADDLEOCR")
        images(tmp_path, 16, (48, 96))
        (tmp_path / "train.txt").write_text("".join(f"{number}.png\t{number % 2 * 180}\n" for number in range(16)))
        template = f"{self.CONFIG}Train:\n{self.DATA}Eval:\n{self.DATA}"

        def run(lr, suite="ppocr"):
            (tmp_path / "c.yml").write_text(template.format(out=tmp_path, lr=lr))
            return trained(place, suite, self.PATTERN, "tools/train.py", "-c", str(tmp_path / "c.yml"))

        return run

    def test_one_of_ours(self, run):
        rates = run("{name: WSD, learning_rate: 0.001, warmup_epoch: 0.5, decay_steps: 50%, shape: linear}")
        assert rates == approximately(0.0, 0.0005, 0.001, 0.001, 0.001, 0.00075, 0.0005, 0.00025)

    def test_one_of_its_own_is_as_without_us(self, run):
        own = "{name: Cosine, learning_rate: 0.001, warmup_epoch: 0.5}"
        assert run(own) == run(own, suite=None)


class TestPaddleNLP:
    PATTERN = r"learning_rate: ([0-9.e-]+)"
    PROGRAM = """\
import numpy as np
import paddle
from paddlenlp.trainer import PdArgumentParser, Trainer, TrainingArguments


class Data(paddle.io.Dataset):
    def __len__(self):
        return 16

    def __getitem__(self, index):
        return {"x": np.full(4, index, "float32"), "labels": np.int64(index % 2)}


class Model(paddle.nn.Layer):
    def __init__(self):
        super().__init__()
        self.head = paddle.nn.Linear(4, 2)

    def forward(self, x):
        return self.head(x)


(arguments,) = PdArgumentParser(TrainingArguments).parse_args_into_dataclasses()
Trainer(model=Model(), args=arguments, criterion=paddle.nn.CrossEntropyLoss(), train_dataset=Data()).train()
"""

    @pytest.fixture
    def run(self, tmp_path):
        place = checkout("LRKIT_PADDLENLP")
        (tmp_path / "train.py").write_text(self.PROGRAM)
        (tmp_path / "paddlenlp").symlink_to((place / "paddlenlp").resolve())

        def run(kind, suite="ppnlp"):
            lengths = ["--num_train_epochs", "2", "--per_device_train_batch_size", "4", "--warmup_steps", "2"]
            logging = ["--logging_steps", "1", "--report_to", "none", "--output_dir", str(tmp_path / "run")]
            rate = ["--learning_rate", "0.1", "--lr_scheduler_type", kind, "--device", "cpu"]
            return trained(tmp_path, suite, self.PATTERN, "train.py", *lengths, *logging, *rate)

        return run

    def test_one_of_ours(self, run):
        rates = run("{name: WSD, decay_steps: 50%, shape: linear}")
        assert rates[-8:] == approximately(0.05, 0.1, 0.1, 0.1, 0.075, 0.05, 0.025, 0.0)

    def test_one_of_its_own_is_as_without_us(self, run):
        assert run("cosine")[-8:] == run("cosine", suite=None)[-8:]


class TestPaddleFormers:
    """``paddleformers-cli train`` starts ``paddle.distributed.launch``, and that the program that trains."""

    PATTERN = r"learning_rate: ([0-9.e-]+), global_step"
    MODEL = """\
{"model_type": "ernie4_5", "architectures": ["Ernie4_5ForCausalLM"], "vocab_size": 64, "hidden_size": 16, "head_dim": 8,
 "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 2,
 "max_position_embeddings": 64, "rms_norm_eps": 1e-6, "rope_theta": 1e4, "tie_word_embeddings": false,
 "fuse_rms_norm": false}
"""
    TOKENIZER = """\
{"tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "<unk>", "pad_token": "<pad>", "eos_token": "<eos>",
 "chat_template": "{% for m in messages %}{{ m['content'] }} {% endfor %}<eos>"}
"""
    VOCABULARY = """\
{"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null, "post_processor": null,
 "decoder": null, "pre_tokenizer": {"type": "Whitespace"}, "model": {"type": "WordLevel", "unk_token": "<unk>",
 "vocab": {"<pad>": 0, "<unk>": 1, "<eos>": 2, "a": 3, "b": 4, "c": 5}}}
"""
    SAMPLES = """\
PT {"text": "a b c c b a a b c"}
SFT {"src": ["a b c"], "tgt": ["c b"]}
DPO {"src": ["a b c"], "tgt": [], "response": [["c b"], ["a b"]], "sort": [1, 0]}
"""
    CONFIG = """\
stage: {stage}
fine_tuning: full
model_name_or_path: {out}/model
_attn_implementation: eager
continue_training: false
train_dataset_type: erniekit
train_dataset_path: {out}/train.jsonl
train_dataset_prob: "1.0"
eval_dataset_path: {out}/train.jsonl
max_seq_len: 32
template_backend: jinja
do_train: true
per_device_train_batch_size: 2
max_steps: 8
logging_steps: 1
save_strategy: 'no'
evaluation_strategy: 'no'
output_dir: {out}/run
overwrite_output_dir: true
device: cpu
warmup_steps: 2
learning_rate: 1.0e-2
lr_scheduler_type: {lr}
{more}
"""

    @pytest.fixture
    def run(self, tmp_path, monkeypatch):
        program = checkout("LRKIT_PADDLEFORMERS")
        (tmp_path / "model").mkdir()
        (tmp_path / "model/config.json").write_text(self.MODEL)
        (tmp_path / "model/tokenizer_config.json").write_text(self.TOKENIZER)
        (tmp_path / "model/tokenizer.json").write_text(self.VOCABULARY)
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        monkeypatch.setenv("PADDLEFORMERS_DIST_LOG", str(tmp_path / "logs"))
        monkeypatch.setenv("PATH", f"{Path(PYTHON).parent}{os.pathsep}{os.environ['PATH']}")

        def run(lr, stage="PT", suite="ppformers", more=""):
            sample = dict(line.split(" ", 1) for line in self.SAMPLES.splitlines())[stage]
            (tmp_path / "train.jsonl").write_text(16 * f"{sample}\n")
            (tmp_path / "c.yaml").write_text(self.CONFIG.format(out=tmp_path, lr=lr, stage=stage, more=more))
            return trained(tmp_path, suite, self.PATTERN, str(program), "train", str(tmp_path / "c.yaml"))

        return run

    @pytest.mark.parametrize(("stage", "more"), [("PT", ""), ("SFT", ""), ("DPO", "loss_type: simpo")])
    def test_one_of_ours(self, run, stage, more):
        rates = run("{name: WSD, decay_steps: 50%, shape: linear}", stage, more=more)
        assert rates == approximately(0.005, 0.01, 0.01, 0.01, 0.0075, 0.005, 0.0025, 0.0)

    def test_one_of_its_own_is_as_without_us(self, run):
        assert run("cosine") == run("cosine", suite=None)


class TestPaddleX:
    """PaddleX rewrites the base config and starts ``tools/train.py`` of PaddleClas."""

    EVAL = """\
  Eval:
    dataset: {{name: ImageNetDataset, image_root: {out}, cls_label_path: {out}/val.txt, transform_ops: [
      DecodeImage: {{to_rgb: True, channel_first: False}}, ResizeImage: {{size: 32}},
      NormalizeImage: {{scale: 1.0/255.0, mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2], order: ''}}]}}
    sampler: {{name: DistributedBatchSampler, batch_size: 4, drop_last: False, shuffle: False}}
    loader: {{num_workers: 0, use_shared_memory: False}}
Infer: {{transforms: [DecodeImage: {{to_rgb: True}}, ResizeImage: {{size: 32}},
  NormalizeImage: {{scale: 1.0/255.0, mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2], order: ''}}, ToCHWImage: null],
  PostProcess: {{name: Topk, topk: 1, class_id_map_file: null}}}}
Metric:
"""
    CONFIG = """\
Global: {{model: PP-LCNet_x0_25, mode: train, dataset_dir: {out}, device: cpu, output: {out}/run}}
Train:
  basic_config_path: {out}/base.yaml
  num_classes: 2
  epochs_iters: 2
  batch_size: 4
  learning_rate: 0.1
  pretrain_weight_path: null
  warmup_steps: 1
  resume_path: null
  log_interval: 1
  eval_interval: 9
  save_interval: 9
Evaluate: {{weight_path: null, log_interval: 1}}
Export: {{weight_path: null}}
"""

    @pytest.fixture
    def run(self, tmp_path, monkeypatch):
        place = checkout("LRKIT_PADDLEX")
        monkeypatch.setenv("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
        images(tmp_path, 16)
        lines = "".join(f"{number}.png {number % 2}\n" for number in range(16))
        for name in ("train", "val"):
            (tmp_path / f"{name}.txt").write_text(lines)
        (tmp_path / "label.txt").write_text("0 a\n1 b\n")
        base = TestPaddleClas.CONFIG.replace("Metric:\n", self.EVAL)

        def run(lr, suite="paddlex"):
            (tmp_path / "base.yaml").write_text(base.format(out=tmp_path, lr=lr))
            (tmp_path / "x.yaml").write_text(self.CONFIG.format(out=tmp_path))
            return trained(place, suite, TestPaddleClas.PATTERN, "main.py", "-c", str(tmp_path / "x.yaml"))

        return run

    def test_one_of_ours_in_the_base_config(self, run):
        rates = run("{name: WSD, learning_rate: 0.5, decay_steps: 50%, shape: linear}")
        assert rates == approximately(0.025, 0.05, 0.075, 0.1, 0.075, 0.05, 0.025, 0.0)

    def test_one_of_its_own_is_as_without_us(self, run):
        own = "{name: Cosine, learning_rate: 0.5, warmup_epoch: 0}"
        assert run(own) == run(own, suite=None)
