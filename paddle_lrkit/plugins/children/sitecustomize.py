"""Python runs this at the start of each process that a program under ``lrkit exec`` starts."""

import os
import runpy

_HERE = os.path.dirname(os.path.abspath(__file__))

if os.environ.get("LRKIT_PLUG_INS"):
    _startup = runpy.run_path(os.path.join(os.path.dirname(_HERE), "startup.py"))
    _startup["begin_plug_ins"](_HERE, os.environ["LRKIT_PLUG_INS"])
