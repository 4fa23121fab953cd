"""One row of a register → its record: an area, an initiative, a promise, and whom a number counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rettid.tables import AGE_GROUPS, EVENTS
from rettid.targets.model import Area, Forecast, Initiative, Promise, Reading
from rettid.targets.promises import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from rettid.targets.cellreader import CellReader
    from rettid.targets.model import Amount

_LENGTH = re.compile(r"\d+ (?:dage?|uger?|måned(?:er)?)")
_NO_PROMISE = "mangler. Skriv dagen, en periode, eller en tid efter den dag, løftet blev givet (6 måneder)."


@dataclass(frozen=True)
class Known:
    """What a row may name or take from elsewhere: the head of the file, numbers to compare with, kinds of offers, official measures."""

    hoved: Mapping[str, str]
    tal: Mapping[str, Amount | None]
    tilbudstyper: Sequence[str]
    maal: Collection[str]

    def source(self, row: CellReader) -> str:
        """Where the row's words stand: its own source, else that of the whole file."""
        return row.text("kilde") or self.hoved.get("kilde", "")


def named(row: CellReader) -> tuple[str, str]:
    """The row's id and name; a row without an id is known by its name."""
    name = row.text("navn")
    if not name:
        row.fault("navn", "mangler. Skriv, hvad det er.")
    return row.text("id") or name, name


def area(row: CellReader) -> Area:
    """An area of a plan."""
    ident, name = named(row)
    return Area(ident, name, row.whole("varslet"), row.entry.sted)


def initiative(row: CellReader, known: Known) -> Initiative:
    """An initiative; one that names kinds of offers is counted in them."""
    ident, name = named(row)
    return Initiative(
        id=ident,
        navn=name,
        omraade=row.text("omraade"),
        enhed=row.text("enhed"),
        lovet=row.day("lovet"),
        startet=row.day("startet"),
        deltagere=row.whole("deltagere"),
        pr=row.day("pr"),
        beregnes=Reading("personer", **whom(row, known)) if row.text("tilbudstyper") else None,
        budget=row.kroner("budget"),
        kilde=known.source(row),
        sted=row.entry.sted,
    )


def whom(row: CellReader, known: Known) -> dict[str, Any]:
    """Whom a number counts: the lists of a Reading."""
    return {
        "tilbudstyper": row.codes("tilbudstyper", known.tilbudstyper),
        "maalgrupper": row.codes("maalgrupper"),
        "aldersgrupper": row.codes("aldersgrupper", AGE_GROUPS),
        "teams": row.texts("teams"),
        "visitation": row.codes("visitation"),
    }


def promise(row: CellReader, known: Known) -> Promise | None:
    """A promise; None where the day can't be told."""
    ident, name = named(row)
    day = _promised(row)
    if day is None:
        return None
    return Promise(
        id=ident,
        hvem=row.text("hvem"),
        navn=name,
        lovet=day,
        lovet_tekst=row.text("lovet"),
        givet=row.day("givet"),
        tjekkes=row.day("tjekkes"),
        opfyldt=row.day("opfyldt"),
        maal=row.text("maal"),
        haendelse=row.choice("haendelse", (*EVENTS, EVERYTHING)),
        prognose=_forecast(row),
        kilde=known.source(row),
        sted=row.entry.sted,
    )


def _promised(row: CellReader) -> date | None:
    """The last day of a promise: a day, the end of a period, or so long after the day it was given."""
    said = row.text("lovet")
    if not said:
        row.fault("lovet", _NO_PROMISE)
        return None
    if not _LENGTH.fullmatch(said):
        return row.day("lovet")
    period = row.period("lovet")
    if period is None or not row.text("givet"):
        row.fault("lovet", "er en tid efter den dag, løftet blev givet, og den mangler. Skriv den under Givet.")
        return None
    given = row.day("givet")
    return period.after_day(given) if given is not None else None


def _forecast(row: CellReader) -> Forecast | None:
    expected = row.first_day("prognose")
    return (
        None if expected is None else Forecast(expected, row.first_day("prognose_fra"), row.first_day("prognose_til"))
    )
