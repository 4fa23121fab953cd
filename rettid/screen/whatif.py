"""`rettid whatif`: the history and what would have become of it, line by line; last what is taken for granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from rettid.rates import FEWEST_FOR_PERCENT
from rettid.screen import danish
from rettid.screen.first import what_was_read
from rettid.screen.paper import bullets, indented, show, table, title

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.forecast.whatif.past import Outcome
    from rettid.whatifs import WhatIf

_TITLE = {"samtale": "Samtaler", "tilbud": "Første tilbud"}
_EVENTS = {"samtale": "samtaler holdt", "tilbud": "tilbud begyndt"}


def show_what_if(asked: WhatIf, out: TextIO) -> None:
    """Print the answer."""
    show(_screen(asked), out)


def _screen(asked: WhatIf) -> Iterable[RenderableType]:
    span = asked.past.span
    period = f"frister {danish.day(span.first)} til {danish.day(span.last)}"
    yield Text(f"Hvad hvis: {asked.wondering.spoergsmaal} · {period} · pr. {danish.day(asked.past.pr)}", style="bold")
    yield from what_was_read(asked.summary)
    yield title(_TITLE[asked.wondering.haendelse])
    yield _table(asked)
    if asked.noter:
        yield indented(asked.noter)
    yield title("Sådan er der regnet")
    yield bullets([*_common(asked), *asked.wondering.metode])


def _table(asked: WhatIf) -> RenderableType:
    shown = {name: heading for name, heading in asked.wondering.kolonner.items() if heading}
    rows = table("", "R1 i perioden", "Ændring, point", "Mangler", "Pr. uge", *shown.values())
    for column in rows.columns[:2]:
        column.no_wrap = True
    past = asked.historik
    for each in (past, *asked.svar):
        told = [number(each.mere[name]) if name in each.mere else "" for name in shown]
        moved = "" if each is past else change(past, each)
        rows.add_row(each.navn, danish.share(each.r1), moved, danish.whole(each.aabne), number(each.pr_uge), *told)
    return rows


def change(past: Outcome, other: Outcome) -> str:
    """How far R1 moves, in points; where there are too few for a percentage, how many more are in time."""
    before, after = past.r1 or {}, other.r1 or {}
    if min(before.get("forfaldne", 0), after.get("forfaldne", 0)) < FEWEST_FOR_PERCENT:
        more = after.get("rettidige", 0) - before.get("rettidige", 0)
        return f"{more:+d} til tiden" if more else "ingen"
    points = round(100 * (after["andel"] - before["andel"]), 1)
    return f"{'+' if points > 0 else ''}{danish.decimal(points)}" if points else "ingen"


def number(value: float | None) -> str:
    """A number of a column, with decimals only where it has any; a dash for none.

    >>> number(2.5), number(8.75), number(9 + 1 / 3), number(70), number(None)
    ('2,5', '8,75', '9,33', '70', '–')
    """
    if value is None:
        return "–"
    return danish.decimal(value, next(digits for digits in (0, 1, 2) if digits == 2 or round(value, digits) == value))


def _common(asked: WhatIf) -> list[str]:
    span = asked.past.span
    return [
        (
            "Historikken er dømt igen af den samme motor med én ting ændret; intet er trukket lod om. Den øverste linje er, som den var: "
            f"rettid rates --periode {span.first}..{span.last}."
        ),
        (
            "R1: jobcentrets frister efter loven i perioden, der blev holdt (i parentes: 95 %-interval). Mangler: åbne forpligtelser, "
            f"der er overskredet på dagen (R2). Pr. uge: {_EVENTS[asked.wondering.haendelse]} om ugen i perioden."
        ),
    ]
