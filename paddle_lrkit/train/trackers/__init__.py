"""Where a run stores its measurements: ``log.jsonl``, the source of truth, ``train.log`` and VisualDL."""
