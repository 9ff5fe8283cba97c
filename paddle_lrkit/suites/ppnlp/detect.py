"""The signs of a PaddleNLP config."""

from __future__ import annotations

from paddle_lrkit.config.inherit import Inheritance
from paddle_lrkit.messages import Message
from paddle_lrkit.suites.base import SuiteDetector
from paddle_lrkit.suites.evidence import Evidence, Sign, each, either, has
from paddle_lrkit.suites.ppseg.detect import BASES

HUGGING_FACE = (
    *("finetuning_type", "cutoff_len", "base_model", "micro_batch_size", "num_epochs", "gradient_checkpointing"),
    *("deepspeed", "fsdp", "ddp_timeout", "push_to_hub", "torch_dtype", "torch_compile", "tf32", "eval_strategy"),
    *("zero_optimization", "train_micro_batch_size_per_gpu", "load_in_4bit", "load_in_8bit", "use_cpu", "no_cuda"),
)
"""Keys of programs on Hugging Face's Trainer, whose arguments have the same names as those of Paddle's."""
_OTHERS = (
    # Paddle's other programs
    *("stage", "fine_tuning", "mix_strategy", "min_lr", "eta_min", "warmup", "warmup_epochs", "lr_scheduler", "iters"),
    *("LearningRate", "Optimizer", "epochs", "epoch", "lr", "batch_size", "optimizer", "scheduler"),
    *("_attn_implementation", "tensor_model_parallel_size", "pipeline_model_parallel_size", "trainer_args"),
    *HUGGING_FACE,
)


class PaddleNLPDetector(SuiteDetector):
    """The Trainer's arguments, or the keys of two older programs: ``model_zoo/gpt-3`` and the translation example."""

    title = "PaddleNLP"
    package = "paddlenlp"
    plugins = ("paddlenlp",)
    trains = "llm/run_finetune.py {}"
    evidence = (
        Evidence(
            needs=(
                has(
                    "num_train_epochs",
                    "max_steps",
                    "per_device_train_batch_size",
                    text=either("num_train_epochs", "max_steps"),
                ),
                has(
                    "learning_rate",
                    "lr_scheduler_type",
                    "warmup_ratio",
                    "warmup_steps",
                    text=either("learning_rate", "warmup"),
                ),
            ),
            against=each(_OTHERS),
        ),
        Evidence(
            needs=(
                has("Engine"),
                has("Optimizer.lr.max_lr", "Optimizer.lr.warmup_rate", "Optimizer.lr.use_increments"),
            ),
        ),
        Evidence(
            needs=(has("d_model"), has("warmup_steps"), has("epoch", "max_iter", "learning_rate")),
            against=(
                *each(("iters", "lr_scheduler", "lr_scheduler_type", "name")),
                Sign(Message("another scheduler than noam"), lambda data: data.get("scheduler") not in (None, "noam")),
            ),
        ),
    )

    def inheritance(self, variant: str | None) -> Inheritance | None:
        """``_base_`` as in PaddleSeg."""
        return BASES


DETECTOR = PaddleNLPDetector()
