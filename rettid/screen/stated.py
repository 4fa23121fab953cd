"""What somebody stated, and what the counts say: a sentence for each figure, and one for what they have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from rettid.screen import danish
from rettid.screen.paper import bullets, indented, show, table, title
from rettid.statistics.causes import cause, together
from rettid.statistics.figures import common_denominator, left_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.stated import Figures, Listed, Parts
    from rettid.statistics.figures import Range, Stated


def show_stated(figures: Figures, out: TextIO) -> None:
    """Print the figures, recomputed, with what is wrong and why, to `out`."""
    show(_screen(figures), out)


def _screen(figures: Figures) -> Iterable[RenderableType]:
    wrong = figures.table.filter(~figures.table["passer"].fill_null(value=True)).height
    told = danish.count(figures.table.height, "tal", "tal")
    heading = "alle passer, så vidt de kan efterregnes" if not wrong else f"{danish.whole(wrong)} passer ikke"
    yield Text(f"Tal, der er efterregnet: {told}, {heading}", style="bold")
    if figures.andele:
        yield title("Andele")
        made = table("Hvad", "Tæller", "Nævner", "Sagt", "Efterregnet", "Passer med en nævner på", "Sandsynlig grund")
        for share, meant in zip(figures.andele, figures.meant, strict=True):
            made.add_row(share.hvad or "–", *_cells(meant))
        yield made
    yield from _common(figures)
    if figures.summer or figures.lister:
        yield title("Summer og lister")
        yield bullets([*map(_summed, figures.summer), *map(_listed, figures.lister)])


def _cells(share: Stated) -> list[str]:
    said = "–" if share.procent is None else f"{danish.decimal(float(share.procent), share.decimaler)} %"
    found = "–" if share.recomputed is None else f"{danish.decimal(float(share.recomputed))} %"
    fits = "–" if share.implied is None or share.agrees else _range(share.implied)
    everybody = "–" if share.naevner is None else danish.whole(share.naevner)
    return [danish.whole(share.taeller), everybody, said, found, fits, cause(share)]


def _common(figures: Figures) -> Iterable[RenderableType]:
    """What the shares of one denominator have in common; and which counts were added to those before."""
    added = [
        f"{danish.whole(share.tal.taeller)} er lagt til de foregående: {danish.whole(meant.taeller)}."
        for share, meant in zip(figures.andele, figures.meant, strict=True)
        if meant.taeller != share.tal.taeller
    ]
    groups = together(figures.meant)
    grouped = [share for shares in groups for share in shares]
    lines = [
        *added,
        *(line for shares in groups for line in sentences(shares)),
        *(_said(share) for share in figures.meant if share not in grouped),
    ]
    if lines:
        yield title("Det siger tallene")
        yield bullets(lines)
    if any(share.agrees is False for share in figures.meant):
        yield indented(["En grund er et gæt: kun den, der lavede tallet, ved det."], "dim")


def _summed(parts: Parts) -> str:
    told = " + ".join(danish.decimal(float(part), parts.decimaler) for part in parts.dele)
    total, whole = (danish.decimal(float(number), parts.decimaler) for number in (parts.sum, parts.ialt))
    name = f"{parts.hvad}: " if parts.hvad else ""
    if parts.sum == parts.ialt:
        return f"{name}{told} = {total}, som der står."
    if parts.agrees:
        return f"{name}{told} = {total}, ikke {whole}, men det kan {len(parts.dele)} afrundede tal godt give."
    return f"{name}{told} = {total}, ikke {whole}: så meget kan afrunding af {len(parts.dele)} tal ikke forklare."


def _listed(listed: Listed) -> str:
    name = f"{listed.hvad}: " if listed.hvad else ""
    told = f"{name}der er varslet {danish.whole(listed.varslet)}, og {danish.whole(listed.opregnet)} er opregnet"
    if not listed.lacking:
        return f"{told}."
    return f"{told}: {danish.whole(abs(listed.lacking))} {'mangler' if listed.lacking > 0 else 'for mange'}."


def sentences(shares: Sequence[Stated]) -> Iterable[str]:
    """Each stated share with the recomputed one; then the denominator that would make them all right, and whom it leaves out."""
    yield from map(_said, shares)
    common, gone = common_denominator(shares), left_out(shares)
    if common is not None and gone is not None:
        yield f"De angivne procenter passer alle med én nævner: {_range(common)}."
        yield f"Så er {_range(gone)} personer udeladt, måske dem, der endnu er i gang eller ikke er fulgt længe nok."


def _said(share: Stated) -> str:
    hits = danish.whole(share.taeller)
    if share.recomputed is None:
        return f"{hits} er et antal uden nævner, ikke en andel."
    counted = f"{hits} af {danish.whole(share.naevner or 0)} er {danish.decimal(float(share.recomputed))} %"
    if share.procent is None:
        return f"{counted}."
    stated = danish.decimal(float(share.procent), share.decimaler)
    return f"{counted}, som der står ({stated} %)." if share.agrees else f"{counted}, ikke {stated} %."


def _range(numbers: Range) -> str:
    low, high = numbers
    return danish.whole(low) if low == high else f"{danish.whole(low)} til {danish.whole(high)}"
