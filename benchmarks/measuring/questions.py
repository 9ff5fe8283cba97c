"""The questions about cost, in the order of the table; ``python -m benchmarks.measuring.questions`` prints them."""

QUESTIONS = (
    "scheduler_step",
    "whole_curve",
    "ppdet_run",
    "startup",
    "check_files",
    "training_loop",
    "data_path",
    "checkpoint",
    "coco_evaluation",
    "cost_growth",
)

if __name__ == "__main__":
    print("\n".join(QUESTIONS))
