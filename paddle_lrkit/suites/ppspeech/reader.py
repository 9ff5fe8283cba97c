"""Reads PaddleSpeech configs, each by the program that it is for; most programs name the class of the schedule in code.

``--steps-per-epoch`` is the number of batches: a part of the programs accumulates the gradients of ``accum_grad`` of
them, and drops the rest of an epoch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.literals import with_literals
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.ppspeech import others, recognition, synthesis
from paddle_lrkit.suites.ppspeech.detect import DETECTOR
from paddle_lrkit.suites.ppspeech.entries import ALL, ENCODERS, VOCODERS, entries_of, entry_of, keeps_text
from paddle_lrkit.suites.ppspeech.run import ProgramRun
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section
from paddle_lrkit.units import LengthOptions

NAME = DETECTOR.title
PROGRAMS: dict[str, Callable[[Section, LengthOptions, str], ProgramRun]] = {
    **dict.fromkeys(("s2t.u2", "s2t.u2_st", "s2t.u2_kaldi"), recognition.u2),
    **dict.fromkeys((f"s2t.{name}" for name in ENCODERS), recognition.encoder),
    "s2t.deepspeech2": recognition.deepspeech2,
    **dict.fromkeys((f"t2s.{name}" for name in VOCODERS), synthesis.vocoder),
    "t2s.vits": synthesis.vits,
    "t2s.jets": synthesis.jets,
    "t2s.starganv2_vc": synthesis.stargan,
    "t2s.diffsinger": synthesis.diffsinger,
    "t2s.ernie_sat": synthesis.ernie_sat,
    "text.ernie_linear": synthesis.ernie_linear,
    "t2s.const": others.constant,
    "t2s.wavernn": others.wavernn,
    "kws.mdtc": others.classifier,
    "cls.panns": others.classifier,
    "vector.ecapa_tdnn": others.ecapa,
}
"""Program -> what it makes of a config."""


class PaddleSpeechReader(SuiteReader):
    """A program and its optimizer, from the keys or by name."""

    entries = ALL
    counts_batches = True

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of one optimizer of a PaddleSpeech config."""
        entry, assumed = entry_of(document.data, selection)
        loaded = document if keeps_text(entry) else with_literals(document, nested=False)
        config = Section(loaded, (), loaded.data, NAME)
        found = PROGRAMS[entry.partition(":")[0]](config, options, entry)
        length = config.run_length(options, found.total, found.steps or options.steps_per_epoch, ("batch_size",))
        schedule = build_schedule(
            "ppspeech",
            found.section,
            found.rates,
            length,
            found.name,
            entry=entry,
            assumed=(*assumed, *found.assumed),
        )
        return replace(schedule, stepped=found.stepped)

    def optimizer_names(self, document: Document, entry: str | None = None) -> tuple[str, ...]:
        """The optimizers that the keys show."""
        found = entries_of(document.data)
        if entry is None or entry in found:
            return found
        program = entry.partition(":")[0]
        named = tuple(f"{program}:{name.partition(':')[2]}" for name in found)
        return named if entry in named and set(named) <= set(ALL) else (entry,)


READER = PaddleSpeechReader()
