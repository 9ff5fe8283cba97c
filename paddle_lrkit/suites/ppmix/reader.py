"""Reads the flags of PaddleMIX' and ppdiffusers' scripts, which have no configs for their schedules.

A flat config holds the flags; the entry is the program, told by the keys unless it is said:

* ``ppdiffusers.loop``: the scripts that train with `ppdiffusers` (text_to_image, dreambooth, ...).
* ``ppdiffusers.get_scheduler``: the arguments of a call of this function, and ``total`` updates.
* ``paddlemix.minigpt4``, ``paddlemix.blip2``, ``paddlemix.clip`` (with evaclip and coca), ``paddlemix.eva02``.
"""

from __future__ import annotations

from paddle_lrkit.config.document import Document
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.build_schedule import build_schedule
from paddle_lrkit.suites.ppmix.detect import DETECTOR
from paddle_lrkit.suites.ppmix.diffusers import called, looped
from paddle_lrkit.suites.ppmix.entries import CALL, ENTRIES, LOOP, recognised
from paddle_lrkit.suites.ppmix.trainers import trained
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.section import Section
from paddle_lrkit.text import join_names
from paddle_lrkit.units import LengthOptions

NAME = DETECTOR.title


class PaddleMIXReader(SuiteReader):
    """The flags of a script."""

    entries = ENTRIES
    counts_batches = True

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of a script with its flags."""
        config = Section(document, (), document.data, NAME)
        assumed: list[str] = []
        entry = selection.entry
        if entry is None:
            found = recognised(document.data)
            if found is None:
                raise config.error(
                    tr(
                        "the keys fit several programs of {}; say which with --entry, one of {}",
                        NAME,
                        join_names(ENTRIES, "or"),
                    )
                )
            entry, keys = found
            assumed.append(tr("the program is {}, because of {}", entry, join_names(keys)))
        section, name = config, entry.partition(".")[2]
        if entry == LOOP:
            name, rates, length = looped(config, options)
        elif entry == CALL:
            section = config.section("get_scheduler")
            rates, length = called(section, config, assumed)
            name = str(section.get("name"))
        else:
            rates, length = trained(entry, config, options, assumed)
        return build_schedule("ppmix", section, rates, length, name, entry=entry, assumed=assumed)


READER = PaddleMIXReader()
