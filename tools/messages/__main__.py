"""``python -m tools.messages`` brings the catalogue up to date; ``--check`` says what is missing or wrong."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tools.messages.catalogue import MO, PO, as_mo, as_po, catalogue, faults, translations
from tools.messages.sources import singles, sources


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.messages", description=__doc__)
    parser.add_argument("files", nargs="*", metavar="FILE.json", help="translations to add: English and Chinese")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if something is to be done")
    parser.add_argument("--missing", metavar="PATH", help="print the untranslated messages of these files as JSON")
    options = parser.parse_args()
    known = translations()
    for file in options.files:
        known.update(json.loads(Path(file).read_text(encoding="utf-8")))
    messages = list(sources())
    made = catalogue(messages, known)
    if options.missing is not None:
        found = {
            text: ""
            for text, file in singles(messages).items()
            if file.startswith(options.missing) and not known.get(text)
        }
        print(json.dumps(found, ensure_ascii=False, indent=0))
        return 0
    wrong = [f"{text!r}: {fault}" for text in singles(messages) for fault in faults(text, known.get(text, ""))]
    if options.check:
        current = PO.exists() and PO.read_bytes() == as_po(made) and MO.read_bytes() == as_mo(made)
        print(*wrong, *([] if current else ["the catalogue is not up to date: python -m tools.messages"]), sep="\n")
        return int(bool(wrong) or not current)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(as_po(made))
    MO.write_bytes(as_mo(made))
    print(f"{len(dict(messages))} messages, {len(wrong)} to mend")
    return 0


if __name__ == "__main__":
    sys.exit(main())
