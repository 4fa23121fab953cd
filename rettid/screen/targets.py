"""`rettid targets`: what was promised, what has come of it, and what the register does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from rettid.screen import danish
from rettid.screen import target_words as words
from rettid.screen.first import what_was_read
from rettid.screen.paper import bullets, indented, show, table, title
from rettid.targets.standing import RULE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from rich.console import RenderableType

    from rettid.followup import Followup

Row = dict[str, Any]

WIDTHS = (10, 28, 15, 21, 18)
"""How wide the columns of the targets are: number, name, what is asked, what is reached, status."""
STATED_BY = "oplyst: kommunens eget tal; beregnet: talt af rettid i udtrækket."


def show_targets(followup: Followup, out: TextIO) -> None:
    """Print the targets, the initiatives, the promises and what they rest on to `out`."""
    show(_screen(followup), out)


def _screen(followup: Followup) -> Iterable[RenderableType]:
    name = f": {followup.register.navn}" if followup.register.navn else ""
    yield Text(f"Mål og løfter pr. {danish.day(followup.pr)}{name}", style="bold")
    if followup.summary is not None:
        yield from what_was_read(followup.summary)
    yield indented([_tally(followup)], "dim")
    yield from _targets(followup)
    yield from _initiatives(followup)
    yield from _promises(followup)
    yield title("Det hviler det på")
    yield bullets([*followup.bemaerkninger, *([RULE, STATED_BY] if followup.maal.height else []), *_counted(followup)])


def _tally(followup: Followup) -> str:
    """How many there are of each."""
    parts = [
        (followup.maal.filter(pl.col("art") == "resultatmål").height, "resultatmål", "resultatmål"),
        (followup.maal.filter(pl.col("art") != "resultatmål").height, "indsatsmål", "indsatsmål"),
        (followup.initiativer.height, "initiativ", "initiativer"),
        (followup.loefter.height, "løfte", "løfter"),
    ]
    return ", ".join(danish.count(*part) for part in parts if part[0]) + "."


def _targets(followup: Followup) -> Iterable[RenderableType]:
    """The targets by area, those of the area before those of its initiatives; each unit apart where there are several."""
    for heading, rows in _by_area(followup):
        yield title(heading)
        made = table("Nr.", "Mål", "Værdi", "Nået", "Status")
        for column, width in zip(made.columns, WIDTHS, strict=True):
            column.width = width
        for row in rows:
            made.add_row(
                row["maal"] if row["maal"] != row["navn"] else "–",
                _name(row),
                words.asked(row),
                words.reached(row),
                words.status(row),
            )
        yield made


def _by_area(followup: Followup) -> Iterable[tuple[str, list[Row]]]:
    of = {each["initiativ"]: each["omraade"] for each in followup.initiativer.to_dicts()}
    rows = [row | {"omraade": row["omraade"] or of.get(row["initiativ"], "")} for row in followup.maal.to_dicts()]
    names = {area.id: f"{area.id} {area.navn}" for area in followup.register.omraader} | {"": "Mål"}
    for area, name in names.items():
        own = [row for row in rows if row["omraade"] == area]
        for unit in dict.fromkeys(row["enhed"] for row in own):
            yield (f"{name} · {unit}" if unit else name), [row for row in own if row["enhed"] == unit]


def _name(row: Row) -> str:
    return f"{row['navn']}\n{row['art']}; {row['kilde']}" if row["kilde"] else f"{row['navn']}\n{row['art']}"


def _initiatives(followup: Followup) -> Iterable[RenderableType]:
    if followup.initiativer.is_empty():
        return
    yield title("Initiativer")
    made = table("Nr.", "Initiativ", "Lovet start", "Startet", "Deltagere", "Status", "Mål")
    for row in followup.initiativer.iter_rows(named=True):
        made.add_row(
            row["initiativ"],
            row["navn"],
            danish.day(row["lovet"]),
            danish.day(row["startet"]),
            "–" if row["deltagere"] is None else f"{danish.whole(row['deltagere'])} ({row['hvordan']})",
            words.status(row),
            f"{row['maal_naaet']} af {row['maal']} nået" if row["maal"] else "–",
        )
    yield made


def _promises(followup: Followup) -> Iterable[RenderableType]:
    if followup.loefter.is_empty():
        return
    yield title("Løfter, efter den dag de forfalder")
    made = table("Hvem", "Løfte", "Lovet og ventet", "Status")
    for row in followup.loefter.iter_rows(named=True):
        made.add_row(row["hvem"], row["navn"], row["ved_siden_af"], words.status(row))
    yield made
    warned = followup.loefter.filter(pl.col("advarsel") != "")
    if warned.height:
        yield title("Vær opmærksom på")
        yield bullets(f"{row['hvem'] or row['loefte']}: {row['advarsel']}" for row in warned.iter_rows(named=True))


def _counted(followup: Followup) -> list[str]:
    """What each counted number is, once."""
    own = followup.maal.filter(pl.col("forklaring") != "")
    told = own.group_by("forklaring", maintain_order=True).agg("maal")
    return [f"{', '.join(names)}: {text}." for text, names in told.iter_rows()]
