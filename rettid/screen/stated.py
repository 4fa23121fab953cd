"""What somebody stated, and what the counts say: a sentence for each figure, and one for what they have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rettid.screen import danish
from rettid.statistics.figures import common_denominator, left_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rettid.statistics.figures import Range, Stated


def sentences(shares: Sequence[Stated]) -> Iterable[str]:
    """Each stated share with the recomputed one; then the denominator that would make them all right, and whom it leaves out."""
    yield from map(_said, shares)
    common, gone = common_denominator(shares), left_out(shares)
    if common is not None and gone is not None:
        yield f"De angivne procenter passer alle med én nævner: {_range(common)}."
        yield f"Så er {_range(gone)} udeladt, måske dem, der endnu er i gang eller ikke er fulgt længe nok."


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
