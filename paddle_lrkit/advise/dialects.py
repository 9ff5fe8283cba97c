"""The suites that an advice is written for."""

DIALECTS = ("lrkit", "ppdet", "ppcls", "ppseg", "ppocr", "ppnlp", "ppformers")
"""Their configs alone say the whole schedule, and every row of the guide was fitted to each of them."""
