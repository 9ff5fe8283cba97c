"""The tables of docs/advise.md, from the data; ``python -m tests.advise.guide_page`` writes them into the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from paddle_lrkit.advise.data import citations, notes, recipes, rows, verdicts
from paddle_lrkit.advise.guide import STATUSES, GuideRow
from paddle_lrkit.advise.recipes import Recipe
from paddle_lrkit.advise.section import NAMES
from tests.advise.final_losses import FINAL_LOSS, RATES


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
    for row in rows():
        grade, source = row.decay_reason.grade, _links(row.decay_reason.sources)
        yield f"| `{row.key}` | {row.case.en} | {_form(row)} | {_ramp(row)} | {_end(row)} | {grade} | {source} |"


def _form(row: GuideRow) -> str:
    form, more = row.decay, ""
    if form.name == "wsd":
        more = f", last {form.share}%, {form.shape}"
    if form.name == "polynomial":
        more = f", power {form.power:g}"
    if form.name == "multistep":
        more = ", " + " and ".join(f"{drop:.0%}" for drop in form.drops)
    if row.stretched_decay:
        more = f", in PaddleDetection over {row.stretched_decay.stretch:g} times the run"
    return f"`{NAMES[form.name]}`{more}"


def _ramp(row: GuideRow) -> str:
    if row.warmup is None:
        return "as with a fixed length"
    if row.warmup.length == "0":
        return "none"
    length = "2 / (1 - beta2) updates" if row.warmup.length == "adam" else f"`{row.warmup.length}`"
    most = f", {row.warmup.large_most} at most" if row.warmup.large_most else ""
    large = f" (`{row.warmup.large}` from a batch of 1,024{most})" if row.warmup.large else ""
    limit = "" if row.warmup.length == row.warmup.most else f", {row.warmup.most} at most"
    return f"{length}{large}{limit}, from {row.warmup.start:g} of the peak"


def _end(row: GuideRow) -> str:
    if row.decay.name == "constant":
        return "-"
    return f"{row.floor_lr:g}" if row.floor_lr is not None else f"{row.floor:g} of the peak" if row.floor else "0"


def _rates() -> Iterator[str]:
    yield "| recipe | peak rate | global batch | grade | source |"
    yield "|---|---|---|---|---|"
    for recipe in (recipe.filled() for recipe in recipes()):
        yield f"| {recipe.name.en} | {recipe.rate:g} | {_batch(recipe)} | {recipe.grade} | {_links(recipe.sources)} |"


def _batch(recipe: Recipe) -> str:
    if recipe.batch is None:
        return "not scaled"
    low, high = recipe.batch
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _notes() -> Iterator[str]:
    yield "| note | statement | grade | source |"
    yield "|---|---|---|---|"
    for note in notes().values():
        because = note.statement
        yield f"| `{note.key}` | {because.text.en} | {because.grade} | {_links(because.sources)} |"


def _verdicts() -> Iterator[str]:
    yield "| rule of the starting guide | verdict | what is known | grade | source |"
    yield "|---|---|---|---|---|"
    for verdict in verdicts():
        because = verdict.evidence
        stand = STATUSES[verdict.status].en
        yield f"| {verdict.claim.en} | {stand} | {because.text.en} | {because.grade} | {_links(because.sources)} |"


def _losses() -> Iterator[str]:
    yield "| schedule | " + " | ".join(f"{rate:g}" for rate in RATES) + " |"
    yield "|---" * (len(RATES) + 1) + "|"
    for name, losses in FINAL_LOSS.items():
        yield f"| {name} | " + " | ".join(f"{loss:.4f}" for loss in losses) + " |"


def _links(keys: tuple[str, ...]) -> str:
    found = [citations()[key] for key in keys]
    return "; ".join(f"[{each.label.en}]({each.url})" if each.url else each.label.en for each in found)


def main() -> None:
    """Writes the tables into docs/advise.md, each over the table that begins with the same line."""
    page = Path(__file__).resolve().parents[2] / "docs" / "advise.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    for table in tables().values():
        start = lines.index(table[0])
        stop = next((at for at in range(start, len(lines)) if not lines[at].startswith("|")), len(lines))
        lines[start:stop] = table
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
