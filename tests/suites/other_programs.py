"""Configs of programs that no suite reads: in the form of their files, with the keys that look like a suite's."""

from __future__ import annotations

OTHER_PROGRAMS = {
    "ppfleetx, fine-tuning": """
        Global: {global_batch_size: , local_batch_size: 32, epochs: 3}
        Engine: {run_mode: epoch, num_train_epochs: 3}
        Model: {module: GPTFinetuneModule}
        Distributed: {dp_degree: 1}
        Optimizer: {name: FusedAdamW, lr: {name: LinearDecayWithWarmup, warmup: 0.1, learning_rate: 2e-5}}
        """,
    "ppfleetx, images": """
        Global: {seed: 2021}
        Engine: {run_mode: epoch, num_train_epochs: 300}
        Model: {module: GeneralClsModule}
        Optimizer: {name: AdamW, lr: {name: ViTLRScheduler, learning_rate: 0.003, warmup_steps: 10000}}
        """,
    "transformer4sr": "{TRAIN: {epochs: 9, lr_warmup: 4000, lr_scheduler: {epochs: 9, learning_rate: 1}}}",
    "a detector with yacs": "{TRAIN: {epochs: 20, lr_scheduler: cosine}, SOLVER: {BASE_LR: 0.001}}",
    "Swin Transformer": "{MODEL: {TYPE: swin}, TRAIN: {EPOCHS: 30, WARMUP_EPOCHS: 5, BASE_LR: 2e-05, MIN_LR: 2e-07}}",
    "PySOT": "{BASE: [], TRAIN: {EPOCH: 20, BASE_LR: 0.005, LR: {TYPE: log}}}",
    "a LoRA trainer": "{network_module: lora, learning_rate: 0.1, lr_warmup_steps: 0, max_train_steps: 9}",
    "a DBNet trainer": """
        arch: {type: Model}
        loss: {type: DBLoss}
        lr_scheduler: {type: WarmupPolyLR, args: {warmup_epoch: 3}}
        trainer: {epochs: 1200}
        """,
    "Transformer-XL": "{scheduler: cosine, learning_rate: 0.001, d_model: 512, warmup_steps: 0, max_step: 400000}",
    "LLaMA-Factory": """
        stage: sft
        finetuning_type: lora
        template: qwen
        cutoff_len: 2048
        per_device_train_batch_size: 1
        num_train_epochs: 3.0
        learning_rate: 1.0e-4
        lr_scheduler_type: cosine
        warmup_ratio: 0.1
        """,
    "axolotl": """
        base_model: NousResearch/Llama-3.2-1B
        micro_batch_size: 2
        num_epochs: 1
        lr_scheduler: cosine
        learning_rate: 0.0002
        warmup_steps: 10
        """,
    "Hugging Face, the Trainer": """
        output_dir: out
        num_train_epochs: 3
        learning_rate: 5e-5
        per_device_train_batch_size: 8
        gradient_checkpointing: true
        push_to_hub: false
        """,
    "a toolbox of another author, lr_scheduler by epoch": """
        epochs: 120
        batch_size: 4
        define: &lr 0.01
        train_dataset: {type: PetDataset, data_root: data, pipeline: [{type: LoadImageFromFile}]}
        model: {type: UNet, num_classes: 2, loss: {type: CELoss}}
        optimizer: {type: AdamW, learning_rate: *lr}
        scheduler_by_epoch: True
        lr_scheduler: {type: PolynomialDecay, decay_steps: 110, learning_rate: *lr, end_lr: 0, power: 0.9}
        """,
    "Hugging Face, a model": "{architectures: [T5Model], d_model: 512, num_layers: 6, n_positions: 512}",
    "Hugging Face, the state of a run": "{epoch: 3.0, global_step: 100, max_steps: 100, num_train_epochs: 3}",
    "DeepSpeed": """
        train_micro_batch_size_per_gpu: 8
        gradient_accumulation_steps: 1
        scheduler: {type: WarmupLR, params: {warmup_max_lr: auto, warmup_num_steps: auto}}
        zero_optimization: {stage: 2}
        """,
    "PyTorch Lightning": """
        trainer: {max_epochs: 10, max_steps: -1}
        optimizer: {class_path: torch.optim.AdamW, init_args: {lr: 0.001}}
        lr_scheduler: {class_path: torch.optim.lr_scheduler.CosineAnnealingLR, init_args: {T_max: 10}}
        """,
    "timm": "{lr: 0.05, sched: cosine, epochs: 300, warmup_epochs: 3, warmup_lr: 1.0e-6, batch_size: 128}",
    "detectron2": "{MODEL: {WEIGHTS: x.pkl}, SOLVER: {BASE_LR: 0.02, STEPS: [60000], MAX_ITER: 90000}}",
    "mmdetection": """
        optimizer: {type: SGD, lr: 0.02, momentum: 0.9}
        lr_config: {policy: step, warmup: linear, warmup_iters: 500, step: [8, 11]}
        runner: {type: EpochBasedRunner, max_epochs: 12}
        """,
    "United-Perception": "{trainer: {max_epoch: 300, lr_scheduler: {type: CosineEpochLR, kwargs: {}}}}",
    "a graph network": "{batch_size: 1024, epochs: 100, max_steps: 50000, lr: 0.001, warmup_proportion: 0.1}",
    "Keras": "{LearningRate: 0.001, epochs: 10}",
    "a workflow of GitHub": "{name: CI, on: {push: {branches: [main]}}, jobs: {test: {runs-on: ubuntu-latest}}}",
    "docker-compose": "{version: '3', services: {web: {image: nginx, ports: ['80:80']}}, volumes: {data: }}",
    "MkDocs": "{site_name: Docs, nav: [Home: index.md], plugins: [search]}",
    "conda": "{name: base, channels: [defaults], dependencies: [python=3.10, pip: [numpy]]}",
    "Kubernetes": "{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {replicas: 3}}",
}
"""Program -> YAML."""
