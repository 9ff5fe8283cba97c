"""The tables of docs/advise.md, from the data."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.advise.losses import FINAL_LOSS, RATES
from paddle_lrkit.advise.notes import NOTES
from paddle_lrkit.advise.rates import RECIPES, Recipe
from paddle_lrkit.advise.row import STANDS, Row
from paddle_lrkit.advise.rows import ROWS
from paddle_lrkit.advise.section import NAMES
from paddle_lrkit.advise.sources import SOURCES
from paddle_lrkit.advise.verdicts import VERDICTS


def tables() -> dict[str, list[str]]:
    """Name -> lines of a Markdown table."""
    return {
        "rows": list(_rows()),
        "rates": list(_rates()),
        "notes": list(_notes()),
        "verdicts": list(_verdicts()),
        "losses": list(_losses()),
    }


def _rows() -> Iterator[str]:
    yield "| row | case | schedule | warmup | end | grade | source |"
    yield "|---|---|---|---|---|---|---|"
    for row in ROWS:
        grade, source = row.schedule.grade, _links(row.schedule.sources)
        yield f"| `{row.key}` | {row.case.en} | {_form(row)} | {_ramp(row)} | {_end(row)} | {grade} | {source} |"


def _form(row: Row) -> str:
    form, more = row.form, ""
    if form.name == "wsd":
        more = f", last {form.share}%, {form.shape}"
    if form.name == "polynomial":
        more = f", power {form.power:g}"
    if form.name == "multistep":
        more = ", " + " and ".join(f"{drop:.0%}" for drop in form.drops)
    if row.stretched:
        more = f", in PaddleDetection over {row.stretched.stretch:g} times the run"
    return f"`{NAMES[form.name]}`{more}"


def _ramp(row: Row) -> str:
    if row.ramp is None:
        return "as with a fixed length"
    if row.ramp.length == "0":
        return "none"
    length = "2 / (1 - beta2) updates" if row.ramp.length == "adam" else f"`{row.ramp.length}`"
    most = f", {row.ramp.large_most} at most" if row.ramp.large_most else ""
    large = f" (`{row.ramp.large}` from a batch of 1,024{most})" if row.ramp.large else ""
    limit = "" if row.ramp.length == row.ramp.most else f", {row.ramp.most} at most"
    return f"{length}{large}{limit}, from {row.ramp.start:g} of the peak"


def _end(row: Row) -> str:
    if row.form.name == "constant":
        return "-"
    return f"{row.floor_lr:g}" if row.floor_lr is not None else f"{row.floor:g} of the peak" if row.floor else "0"


def _rates() -> Iterator[str]:
    yield "| recipe | peak rate | global batch | grade | source |"
    yield "|---|---|---|---|---|"
    for recipe in RECIPES:
        yield f"| {recipe.what.en} | {recipe.rate:g} | {_batch(recipe)} | {recipe.grade} | {_links(recipe.sources)} |"


def _batch(recipe: Recipe) -> str:
    if recipe.batch is None:
        return "not scaled"
    low, high = recipe.batch
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _notes() -> Iterator[str]:
    yield "| note | statement | grade | source |"
    yield "|---|---|---|---|"
    for note in NOTES:
        because = note.because
        yield f"| `{note.key}` | {because.text.en} | {because.grade} | {_links(because.sources)} |"


def _verdicts() -> Iterator[str]:
    yield "| rule of the starting guide | stands | what is known | grade | source |"
    yield "|---|---|---|---|---|"
    for verdict in VERDICTS:
        because = verdict.because
        stand = STANDS[verdict.stand].en
        yield f"| {verdict.claim.en} | {stand} | {because.text.en} | {because.grade} | {_links(because.sources)} |"


def _losses() -> Iterator[str]:
    yield "| schedule | " + " | ".join(f"{rate:g}" for rate in RATES) + " |"
    yield "|---" * (len(RATES) + 1) + "|"
    for name, losses in FINAL_LOSS.items():
        yield f"| {name} | " + " | ".join(f"{loss:.4f}" for loss in losses) + " |"


def _links(keys: tuple[str, ...]) -> str:
    found = [SOURCES[key] for key in keys]
    return "; ".join(f"[{each.label.en}]({each.url})" if each.url else each.label.en for each in found)
